"""Records for measuring redaction that were written before its source was read, marked as in labelled.py.

Nobody in them exists. A record that is not found is never answered by a rule made for it: rules are general.
"""

from typing import Any

RECORDS: list[dict[str, Any]] = [
    {  # a payment provider's charge
        "id": "ch_3PqK2eLkdIwHu7ix0a1b2c3d", "object": "charge", "amount": 129900, "amount_captured": 129900, "created": 1767002400,
        "billing_details": {
            "email": "«email:rosalind.okafor@postkasse.example»", "name": "«name:Rosalind Okafor»", "phone": "«phone:+44 7700 900341»",
            "address": {"line1": "«address:Flat 4, 27 Tanner Row»", "line2": None, "city": "«address:York»",
                        "postal_code": "«address:YO1 6JB»", "country": "GB", "state": ""},
        },
        "payment_method_details": {"card": {"brand": "visa", "last4": "4242", "exp_month": 8, "exp_year": 2029}, "type": "card"},
        "receipt_url": "https://pay.example/receipts/payment/CAcaFwoVYWNjdF8", "description": "Order 20931, 2 x Tern Lamp",
        "outcome": {"network_status": "approved_by_network", "seller_message": "Payment complete."}, "livemode": False,
        "client_secret": "«secret:pi_3PqK2e_secret_Yx81LmQz0TtR»",
    },
    {  # an older gateway, keys in capitals
        "TRXID": "0009981772", "PAN": "«card:4111 1111 1111 1111»", "CARDHOLDER": "«name:MR TOBIAS LINDQVIST»", "EXPIRY": "0829",
        "CVV": "«secret:737»", "AMT": "000000012990", "CUR": "752", "RC": "00", "TERMINAL": "80012345", "IPADDR": "«ip:203.0.113.77»",
        "MERCHANT": "Lindens Cykel AB", "ARN": "24692169055000123456789",
    },
    {  # a help desk ticket with a quoted mail
        "ticket_id": 88213, "subject": "Re: Rückgabe Bestellung 4500017733", "status": "open", "priority": "P2",
        "requester": {"name": "«name:Jörg Brandstätter»", "email": "«email:j.brandstaetter@alpenpost.example»"},
        "body": "Sehr geehrte Damen und Herren,\n\nbitte erstatten Sie den Betrag von 249,90 EUR auf mein Konto "
                "«iban:DE89 3704 0044 0532 0130 00». Telefonisch bin ich unter «phone:089/4423-190» erreichbar.\n\n"
                "Mit freundlichen Grüßen\n«name:Jörg Brandstätter»\n\n"
                "Am 03.02.2026 um 14:22 schrieb «name:Petra Sommer» <«email:petra.sommer@laden.example»>:\n> Ihre Retoure ist da.",
        "tags": ["retoure", "erstattung"], "custom_fields": [{"id": 3600123, "value": "Kategorie B"}],
    },
    {  # a Spanish customer
        "id_cliente": "C-000182", "nombre": "«name:María del Carmen»", "apellidos": "«name:Ortega Villalobos»", "dni": "«number:12345678Z»",
        "fecha_nacimiento": "«birthday:14/07/1983»", "correo": "«email:mcortega83@buzon.example»", "movil": "«phone:612 345 678»",
        "direccion": "«address:C/ Mayor, 15, 3º izq.»", "codigo_postal": "«address:28013»", "localidad": "«address:Madrid»",
        "tipo": "particular", "forma_pago": "contrarreembolso", "descuento": "5,00 %",
    },
    {  # a Polish courier's parcel
        "numer_przesylki": "590007739912345678901234", "status": "w doręczeniu", "waga_kg": "2,350",
        "odbiorca": {"imie": "«name:Agnieszka»", "nazwisko": "«name:Wójcik-Zając»", "ulica": "«address:ul. Długa 8/14»",
                     "kod_pocztowy": "«address:31-147»", "miasto": "«address:Kraków»", "telefon": "«phone:+48 601 234 567»"},
        "uwagi": "Proszę dzwonić: «phone:601 234 567», paczkę zostawić u sąsiada.", "usluga": "KURIER-24H",
    },
    {  # an HR system
        "employeeNumber": "E10442", "legalName": {"given": "«name:Ayodele»", "family": "«name:Brightwater»", "middle": "«name:T.»"},
        "preferredName": "«name:Ayo»", "dateOfBirth": "«birthday:1990-11-30»", "ssn": "«number:219-09-9999»", "jobTitle": "Senior Buyer",
        "department": "Purchasing", "costCenter": "CC-4410", "hireDate": "2019-04-01", "salary": {"amount": 61250.0, "currency": "USD"},
        "emergencyContact": "«name:Folake Brightwater», sister, «phone:(555) 010-4477»", "workEmail": "«email:ayo.b@brightco.example»",
        "manager": {"id": "E10007", "displayName": "«name:Simone Castellan»"}, "homeAddress": "«address:1180 Juniper Ave, Apt 6, Dayton, OH 45402»",
    },
    {  # one line of a web server's log
        "line": "«ip:198.51.100.23» - «name:mweaver» [12/Feb/2026:10:01:44 +0100] \"GET /account?email=«email:m.weaver%40webpost.example»"
                "&token=«secret:9b1deb4d3b7d4bad9bdd2b0d7b3dcb6d» HTTP/1.1\" 200 5123 \"-\" \"Mozilla/5.0 (X11; Linux x86_64)\"",
    },
    {  # an application's log, structured
        "ts": "2026-02-12T10:01:44.120Z", "level": "WARN", "logger": "no.shop.checkout.PaymentService", "thread": "http-nio-8080-exec-7",
        "msg": "login failed for user=«email:kari.n@fjordpost.example» from «ip:2001:db8:85a3::8a2e:370:7334» after 3 attempts, password='«secret:Sommer2026!»'",
        "traceId": "4bf92f3577b34da6a3ce929d0e0e4736", "version": "3.14.159", "build": "20260211.4",
    },
    {  # request headers as a proxy records them
        "method": "POST", "path": "/v2/orders", "headers": {
            "Authorization": "Basic «secret:c2hvcGJvdDpodW50ZXIyMjI=»", "Cookie": "sid=«secret:s%3AqX8vUu2b1ZkQ»; theme=dark",
            "X-Api-Key": "«secret:ak_live_7Hq2VbN5tWx9»", "X-Forwarded-For": "«ip:203.0.113.9», 10.0.0.4", "Content-Type": "application/json",
            "User-Agent": "shop-sync/2.4.1 (+https://shop.example/bots)", "If-None-Match": "\"33a64df551425fcc55e4d42a148795d9\"",
        }, "status": 201,
    },
    {  # JSON inside a text
        "event": "customer.updated", "attempt": 1,
        "payload": "{\"customer\":{\"firstName\":\"«name:Ilse»\",\"lastName\":\"«name:Vandenbroucke»\",\"email\":\"«email:ilse.vdb@brievenbus.example»\","
                   "\"phone\":\"«phone:0471 23 45 67»\"},\"plan\":\"Gold\",\"seats\":12}",
        "signature_algorithm": "HMAC-SHA256",
    },
    {  # XML inside a text
        "doc_type": "ORDRSP", "partner": "5790000432752",
        "xml": "<Buyer><Name>«name:Niels Overgaard»</Name><Street>«address:Havnegade 41»</Street><Zip>«address:5000»</Zip><City>«address:Odense C»</City>"
               "<Email>«email:niels@overgaard-mail.example»</Email><Terms>30D</Terms><Amount currency=\"DKK\">1499.00</Amount></Buyer>",
    },
    {  # Italian invoice
        "numero": "FT/2026/118", "data": "2026-02-11", "imponibile": "1.020,00", "iva": "22", "totale": "1.244,40",
        "cedente": {"denominazione": "Officine Bellavista S.r.l.", "partita_iva": "IT01234567890"},
        "cessionario": {"cognome": "«name:Ferraro»", "nome": "«name:Giuditta»", "codice_fiscale": "«number:FRRGTT80A41F205X»",
                        "indirizzo": "«address:Via Garibaldi 22»", "cap": "«address:20121»", "comune": "«address:Milano»", "provincia": "MI"},
        "iban": "«iban:IT60X0542811101000000123456»", "causale": "Fornitura lampade modello TERN-40",
    },
    {  # Brazil
        "pedido": 774120, "cliente": {"nome_completo": "«name:Thiago Nascimento Prado»", "cpf": "«number:529.982.247-25»", "celular": "«phone:(11) 98765-4321»",
                                     "data_nascimento": "«birthday:1978-05-22»"},
        "entrega": {"logradouro": "«address:Rua das Acácias, 310»", "bairro": "«address:Vila Nova»", "cep": "«address:04538-133»", "cidade": "«address:São Paulo»", "uf": "SP"},
        "itens": [{"sku": "CAF-500-MOIDO", "descricao": "Café torrado 500 g", "qtd": 3, "preco": "24,90"}], "cupom": "VERAO10",
    },
    {  # Sweden and Finland, numbers of persons
        "kund": "«name:Elsa Norrgård»", "personnummer": "«number:811218-9876»", "adress": "«address:Björkvägen 3»", "postnr": "«address:113 59»", "ort": "«address:Stockholm»",
        "meddelande": "Ring «phone:070-174 06 05» före leverans, portkod 4821.", "belopp": "1 299,00 kr", "orgnr": "556016-0680",
    },
    {"asiakas": "«name:Veikko Hämäläinen»", "henkilötunnus": "«number:131052-308T»", "puhelin": "«phone:040 7654321»", "osoite": "«address:Koivukatu 12 B 7»",
     "postinumero": "«address:00530»", "kaupunki": "«address:Helsinki»", "tuote": "Pöytävalaisin", "hinta": 89.9, "syntymäaika": "«birthday:13.10.1952»"},
    {  # Netherlands
        "klantnummer": "NL-20881", "voornaam": "«name:Sjoerd»", "tussenvoegsel": "van der", "achternaam": "«name:Heuvel»", "geboortedatum": "«birthday:02-09-1969»",
        "bsn": "«number:111222333»", "rekeningnummer": "«iban:NL91ABNA0417164300»", "straat": "«address:Prinsengracht»", "huisnummer": "«address:263-I»",
        "postcode": "«address:1016 GV»", "plaats": "«address:Amsterdam»", "opmerking": "Mevr. «name:Heuvel» belt terug over factuur 2026-0381.",
    },
    {  # Japan
        "注文番号": "JP-55012", "氏名": "«name:佐藤 美咲»", "電話番号": "«phone:03-1234-5678»", "郵便番号": "«address:150-0002»", "住所": "«address:東京都渋谷区渋谷2-21-1»",
        "商品名": "木製ランプ", "数量": 2, "メール": "«email:misaki.sato@yubin.example»",
    },
    {  # products and stock: nothing in it is anybody's
        "sku": "4006381333931", "product_name": "Rose Marie Table Lamp", "name": "Victoria", "brand": "Henry & Daughters", "model": "Jackson 40",
        "ean": "4006381333931", "dimensions": "120 x 60 x 75", "weight": "12.500", "batch": "20260130-0471", "bin_location": "A-12-04-3",
        "description": "Designed with the Paris collection in mind. Call of the wild, Anna's choice 2025. Assembly in 30-45 min.",
        "hs_code": "9405.21.00", "checksum": "d41d8cd98f00b204e9800998ecf8427e", "warehouse": {"name": "Rotterdam North", "code": "RTM2", "capacity": 12000},
    },
    {  # a job's run: nothing in it is anybody's
        "job": "nightly-sync", "host": "worker-03", "started_at": "2026-02-12T01:00:00+01:00", "duration_ms": 1183220, "commit": "9fceb02d0ae598e95dc970b74767f19372d61af8",
        "image": "registry.example/sync@sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae", "token_count": 18233, "address_count": 40,
        "message": "Processed 12,004 of 12,004 rows; 31 rejected (address missing: 12, phone format: 19). Next run 2026-02-13.", "schema_version": "10.2.0.1",
        "key": "order_id", "primary_key": ["order_id", "line_no"], "password_policy": "rotate-90d", "session_timeout": 1800,
    },
    {  # a Salesforce-like lead
        "Id": "00Q5g00000AbCdEFGH", "FirstName": "«name:Cormac»", "LastName": "«name:O'Shaughnessy»", "Company": "Greenfield Dairy Ltd", "Title": "Head of Supply",
        "MobilePhone": "«phone:+353 85 012 3456»", "Email": "«email:cormac@greenfielddairy.example»", "LeadSource": "Web", "Rating": "Hot",
        "Street": "«address:9 Mill Lane»", "City": "«address:Kilkenny»", "PostalCode": "«address:R95 X2P4»", "Country": "Ireland", "OwnerId": "0055g00000AbCdEAAV",
        "Description": "Met «name:Cormac» at the fair. Wants 400 units by Q3; «name:Mrs Delaney» signs off. Site: Unit 7, budget 40-50k.",
    },
    {  # an ERP's flat export, short keys
        "KUNNR": "0000104711", "NAME1": "«name:Gudrun Pfefferkorn»", "NAME2": "", "STRAS": "«address:Lindenallee 5»", "PSTLZ": "«address:04109»", "ORT01": "«address:Leipzig»",
        "LAND1": "DE", "TELF1": "«phone:0341-9988776»", "SMTP_ADDR": "«email:g.pfefferkorn@mailhaus.example»", "KTOKD": "0001", "ERDAT": "20260104", "UMSA1": "13800.00",
    },
    {  # a chat
        "channel": "web-chat", "transcript": [
            {"from": "visitor", "text": "hi, my name is «name:Priya Raghunathan», order 55-20931 has not arrived"},
            {"from": "agent", "text": "Hello «name:Priya»! Could you confirm your postcode?"},
            {"from": "visitor", "text": "«address:LS6 2QT», and you can reach me on «phone:07700 900 812» or «email:priya.r@inbox.example»"},
            {"from": "agent", "text": "Thanks, parcel JD014600003112345678 is at the depot in Leeds, arriving 13/02."},
        ],
    },
    {  # addresses in one text
        "order_ref": "WEB-10-2231", "ship_to": "«name:Marguerite Dubois», «address:14 rue de la République, 69002 Lyon, France»",
        "delivery_instructions": "Laisser chez le gardien, code 12A45. Appeler M. «name:Dubois» au «phone:06 12 34 56 78».", "incoterm": "DAP", "pickup_point": "PR-69002-11",
    },
    {  # tokens of several kinds
        "name": "staging connection", "jwt": "«secret:eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NSJ9.dBjftJeZ4CVPmB92K27uhbUJU1p1rwW1gFWFOEjXk»", "region": "eu-west-1",
        "aws_access_key_id": "«secret:AKIAIOSFODNN7EXAMPLE»", "dsn": "postgresql://sync:«secret:t0pS3cret»@db.internal:5432/orders", "pool_size": 10,
        "webhook": "https://hooks.example/services/in?sig=«secret:b64Zk9uQ2VtT1pXcg»", "refreshToken": "«secret:1//0gLx9vK-abcDEF_ghi»", "passwd": "«secret:letmein-77»",
        "private_key": "«secret:-----BEGIN PRIVATE KEY-----MIIBVQIBADANBgkqhkiG9w0BAQ-----END PRIVATE KEY-----»", "token_type": "Bearer", "expires_in": 3600,
    },
    {  # a CSV in a text
        "file": "kontakte_0226.csv", "rows": 2,
        "head": "id;name;mail;ort\n17;«name:Swantje Petersen»;«email:swantje@nordpost.example»;Husum\n18;«name:Malte Claasen»;«email:malte.c@nordpost.example»;Kiel",
    },
    {  # a list of attributes, keys as values
        "form": "registration", "fields": [
            {"name": "first_name", "value": "«name:Zeynep»"}, {"name": "surname", "value": "«name:Karadeniz»"}, {"name": "mobile", "value": "«phone:+90 532 012 34 56»"},
            {"name": "birth_date", "value": "«birthday:1995-01-19»"}, {"name": "newsletter", "value": "yes"}, {"name": "size", "value": "42"}, {"name": "colour", "value": "Navy"},
        ],
    },
    {  # a phone system
        "call_id": "c-7718-20260212", "caller_number": "«phone:4915123456789»", "callee": "«phone:+49 30 5683-112»", "agent": "«name:Henrike Voss»", "duration": 221, "queue": "sales-de",
        "recording": "s3://calls/2026/02/12/c-7718.wav", "disposition": "ANSWERED", "notes": "caller wants offer for 12 pcs. of 10023-44, call back tomorrow 9:30",
    },
    {  # India
        "order": "OD-1120077", "buyer_name": "«name:Lakshmi Narayanan»", "pan_number": "«number:ABCPN1234K»", "aadhaar": "«number:2345 6789 0124»", "mobile_no": "«phone:9876543210»",
        "addr_line_1": "«address:No. 8, 2nd Cross, Indiranagar»", "pincode": "«address:560038»", "gstin": "29AAACB1234C1Z5", "total_inr": "1,24,500.00", "upi_id": "«email:lakshmi.n@okbank»",
    },
    {  # numbers that are no text
        "customerId": 100233, "phone": "«phone:4712345678»", "taxNumber": "«number:47036892816»", "accountNo": "«number:0532013000»", "bic": "COBADEFFXXX",
        "invoiceNo": "2026000123", "dueDate": "2026-03-15", "amountDue": "1.249,00", "reference": "RF18539007547034", "contact": "«name:Dr. Bartholomäus Krug»", "fax": "«phone:+49 (0)40 300 200-9»",
    },
    {  # an event of analytics
        "event": "checkout_started", "anonymousId": "507f191e-810c-4197-9de8-60ea00000000", "userId": "u_20931", "context": {
            "ip": "«ip:192.0.2.146»", "locale": "fr-CA", "page": {"url": "https://shop.example/checkout?coupon=SPRING&mail=«email:odile.g@courrier.example»", "title": "Checkout"},
            "traits": {"fullName": "«name:Odile Gagnon»", "age": 37, "city": "«address:Québec»", "plan": "pro"}, "device": {"model": "Pixel 9", "name": "Pixel"},
            "library": {"name": "analytics.js", "version": "2.11.1"}}, "timestamp": "2026-02-12T08:30:00Z", "value": 129.9,
    },
]  # fmt: skip
