"""The words by which keys name what is personal or secret, in the languages that systems are built in.

Accents do not matter (`prénom` is prenom), nor does how words are joined (`firstName`, `first_name`).
"""

from __future__ import annotations

from typing import Final, Literal

Kind = Literal[
    "email", "phone", "name", "address", "card", "iban", "secret", "number", "birthday", "ip", "place"
]

#: Words for somebody: a key that ends in one names a person where its value is a full name.
PERSONS: Final = (
    "customer, contact, person, user, owner, manager, employee, buyer, recipient, billing, shipping, "
    "agent, author, member, guest, sender, consignee, attendee, patient, holder, client, subscriber, "
    "driver, debtor, creditor, applicant, staff, assignee, reporter, payer, payee, visitor, tenant, "
    "watcher, follower, participant, approver, reviewer, operator, nurse, doctor, passenger, traveller, "
    "cardholder, requester, kunde, kundin, kund, klant, cliente, asiakas, klient, odbiorca, nadawca, "
    "empfaenger, empfanger, besteller, kaeufer, kaufer, destinataire, destinatario, acheteur, acquirente, "
    "cessionario, comprador, titular, titulaire, inhaber, kontoinhaber, mottaker, mottagare, modtager, "
    "ontvanger, saaja, ansprechpartner, beneficiario, musteri, alici, πελατης, παραληπτης, получатель, "
    "клиент, покупатель, 収件人, 収货人, 收件人, 收货人"
)
#: What the last words of a key name; the longest that fits counts.
TAILS: Final[dict[Kind, str]] = {
    "email": "courriel, correo, correo electronico, email, emails, e mail, mail, mails, email address, mail address, e mail address, email addresses, "
    "epost, e post, epostadresse, sahkoposti, posta elettronica, mailadresse, mailadres, upi id, upi, vpa, e posta, eposta, "
    "ηλεκτρονικο ταχυδρομειο, почта, электронная почта, メール, メールアドレス, 邮箱, 电子邮件, 電子郵件, 이메일",
    "phone": "phone, phones, telephone, tel, mobile, cell, cellphone, fax, msisdn, whatsapp, phone number, phone no, phone nr, "
    "phone numbers, mobile number, mobile no, mobile phone, fax number, telephone number, tel no, contact number, contact no, "
    "caller number, callee number, telefon, handy, telefono, celular, portable, telefone, telefoon, "
    "telefoonnummer, telefonnummer, handynummer, mobilnummer, mobil, mobiel, rufnummer, movil, cellulare, telemovel, puhelin, "
    "puhelinnumero, komorka, numer telefonu, telf, telfx, cep telefonu, τηλεφωνο, телефон, мобильный, 電話, 電話番号, 携帯電話, "
    "携帯番号, 电话, 手机, 手机号, 手机号码, 전화번호, 휴대폰, 연락처",
    "name": "first name, last name, given name, family name, middle name, full name, maiden name, preferred name, birth name, firstname, lastname, "
    "forename, surname, fullname, fname, lname, givenname, familyname, middlename, entity name, legal name, nick name, "
    "nickname, user name, username, login, attention, addressee, account holder, vorname, nachname, familienname, "
    "initials, prenom, nom de famille, nom complet, apellido, apellidos, cognome, nome completo, nombre completo, sobrenome, apelido, "
    "nome cliente, voornaam, achternaam, fornavn, etternavn, efternavn, fornamn, efternamn, etunimi, sukunimi, imie, nazwisko, "
    "imie i nazwisko, imie nazwisko, jmeno, prijmeni, ad soyad, soyad, soyadi, fn, ονομα, επωνυμο, ονοματεπωνυμο, имя, фамилия, отчество, фио, 氏名, 姓名, 名前, 이름, 성명",
    "address": "address, addresses, addr, street, streets, street address, address line, line address, addr line, street name, house number, "
    "street number, house no, zip, zipcode, zip code, postcode, post code, postal code, postalcode, plz, strasse, "
    "addressline, formatted address, full address, bill address, ship address, billaddress, shipaddress, po box, adresse, "
    "pincode, pin code, rue, code postal, direccion, codigo postal, indirizzo, via, cap, hausnummer, anschrift, postleitzahl, stras, pstlz, "
    "straat, straatnaam, huisnummer, adres, gateadresse, postnummer, postnr, adress, gatuadress, vej, osoite, katuosoite, "
    "postinumero, ulica, kod pocztowy, ulice, psc, calle, domicilio, endereco, logradouro, bairro, cep, codice postale, posta kodu, "
    "διευθυνση, postl cod, τκ, адрес, улица, индекс, 住所, 郵便番号, 地址, 邮编, 邮政编码, 주소, 우편번호",
    "card": "card number, cardnumber, credit card, creditcard, pan, pan number, card no, cc number, ccnumber, card num, kartennummer, "
    "kreditkarte, numero de carte, numero de tarjeta",
    "iban": "iban, ibans, rekeningnummer",
    "secret": "password, passwd, pwd, passphrase, secret, secrets, token, tokens, api key, apikey, access key, access key id, private key, "
    "secret key, authorization, cookie, cookies, credential, credentials, otp, cvv, cvc, csc, pin, security code, "
    "session id, signing key, jwt, bearer, password hash, passwort, kennwort, mot de passe, contrasena, wachtwoord, losenord, "
    "passord, salasana, haslo, senha, sifre, parola, пароль, パスワード, 密码, 비밀번호",
    "number": "ssn, social security number, tax id, taxid, tax number, vat id, vat number, vatid, passport, passport number, "
    "account number, bank account, account no, routing number, sort code, national id, id card, license number, "
    "licence number, drivers license, steuernummer, insurance number, insurance no, policy holder number, mrn, medical record number, codice fiscale, nif, dni, nie, cpf, rg, curp, rut, pesel, nip, "
    "bsn, burgerservicenummer, personnummer, cpr, cpr nummer, fodselsnummer, fodselsnr, personnr, henkilotunnus, hetu, aadhaar, "
    "aadhaar number, aadhar, nino, ni number, pps number, ahv nummer, steuer id, steueridentifikationsnummer, "
    "sozialversicherungsnummer, kontonummer, numero de securite sociale, rodne cislo, cnp, tckn, tc kimlik no, инн, снилс, паспорт, "
    "マイナンバー, 身份证, 身份证号, 身份证号码, 주민등록번호",
    "birthday": "birthday, birthdate, dob, date of birth, birth date, dateofbirth, geburtsdatum, geburtstag, gebdat, gbdat, date de naissance, date naissance, "
    "fecha de nacimiento, fecha nacimiento, data di nascita, data nascita, data de nascimento, data nascimento, geboortedatum, fodselsdato, "
    "fodselsdag, fodelsedatum, syntymaaika, data urodzenia, datum narozeni, dogum tarihi, дата рождения, 生年月日, 出生日期, 생년월일",
    "ip": "ip, ip address, ipaddress, remote addr, ip addr, ipaddr, ip adresse, ipv, client ip, remote ip, x forwarded for, x real ip",
    "place": "latitude, longitude, lat, lng, lon",
}  # fmt: skip
#: What one word ends in where languages write words together: `Lieferanschrift`, `收货人姓名`.
COMPOUNDS: Final[dict[str, Kind]] = {
    "adresse": "address", "anschrift": "address", "adres": "address", "strasse": "address", "postleitzahl": "address", "osoite": "address",
    "telefon": "phone", "telefonnummer": "phone", "telefoonnummer": "phone", "handynummer": "phone", "mobilnummer": "phone",
    "puhelinnumero": "phone", "vorname": "name", "nachname": "name", "kundenname": "name", "klantnaam": "name", "kundnamn": "name",
    "kundenavn": "name", "passwort": "secret", "kennwort": "secret", "wachtwoord": "secret", "geburtsdatum": "birthday",
    "氏名": "name", "姓名": "name", "名前": "name", "電話番号": "phone", "电话": "phone", "手机号": "phone", "住所": "address", "地址": "address",
    "郵便番号": "address", "邮编": "address", "メールアドレス": "email", "邮箱": "email",
}  # fmt: skip
#: Keys that name a person, or a company that may be one, only among a person's other keys.
IN_PERSON: Final = (
    "name, names, company, organisation, organization, company name, display name, nombre, nome, nom, naam, namn, navn, nimi, isim, ad, "
    "jmeno, nazwa, 名, 姓, 名称"
)
#: Keys that name a place only among an address's or a person's other keys.
IN_ADDRESS: Final = (
    "city, town, suburb, village, district, neighborhood, locality, county, city name, gate, ort, stadt, wohnort, ville, commune, ciudad, "
    "localidad, poblacion, citta, comune, localita, cidade, municipio, plaats, woonplaats, gemeente, by, poststed, postort, "
    "stad, kaupunki, postitoimipaikka, miasto, miejscowosc, mesto, obec, sehir, ilce, город, 市区町村, 城市, 도시"
)
