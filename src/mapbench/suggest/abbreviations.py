"""What is short for what in the names of fields: general English, and the customs of ERP systems, which often are German."""

from __future__ import annotations

from typing import Final

_COMPOUNDED_LENGTH: Final = 4
_ENGLISH: Final = """
    abbr abbreviation; accom accommodation; acct account; addr address; adj adjustment; admin administrator; agg aggregate;
    agmt agreement; alloc allocation; alt alternate; amt amount; app application; approx approximate; appt appointment;
    arr arrival; assoc associate; attn attention; attr attribute; auth authorization; avail available; avg average;
    bal balance; bldg building; calc calculated; cat category; cert certificate; chg change; cls class; cnt count;
    cntr counter; cntry country; comm communication; comp company; config configuration; conf confirmation; coord coordinate;
    corp corporation; ctry country; curr currency; ccy currency; cust customer; dept department; desc description;
    descr description; dest destination; diff difference; dim dimension; dist distance; distr distribution; dob birth date;
    doc document; dt date; dur duration; eff effective; emp employee; env environment; equip equipment; est estimated;
    eta estimated arrival; etd estimated departure; exch exchange; excl excluding; ext external; flg flag; fmt format; fname first name;
    freq frequency; gen general; geo geographic; gov government; grp group; hist history; hq headquarters; hr hour; ht height;
    id identifier; idx index; img image; incl including; info information; init initial; ins insurance; inst institution;
    int internal; inv invoice; invt inventory; lang language; lat latitude; len length; lname last name; lng longitude;
    loc location; lon longitude; lvl level; manuf manufacturer; max maximum; mbr member; mfg manufacturing; mfr manufacturer;
    mgmt management; mgr manager; min minimum; misc miscellaneous; mktg marketing; mobile mobile; mth month; msg message;
    natl national; nbr number; no number; nr number; num number; nos number; obj object; occ occupation; op operation;
    opt option; ord order; org organization; orig original; para paragraph; pct percent; perc percent; perm permanent;
    pers person; phone telephone; pic picture; pkg package; pos position; pref preferred; prev previous; pri primary;
    proc procedure; prod product; prof profession; prop property; pub public; pwd password; qty quantity; quan quantity; rcpt receipt; rcvd received;
    rec record; recv received; ref reference; reg registration; rel relation; rep representative; req request; res result;
    resp response; ret return; rev revenue; rqst request; sched schedule; sec second; seq sequence; ser serial; sig signature; spec specification;
    src source; std standard; sts status; subj subject; sum summary; svc service; sys system; tel telephone; temp temporary;
    tgt target; tmp temporary; tot total; trx transaction; txn transaction; tran transaction; trans transaction; ttl total;
    tz timezone; typ type; univ university; upd updated; usr user; val value; ver version; vol volume; wk week; wt weight;
    xfer transfer; yr year
"""
_ERP: Final = """
    abn business number; ap accounts payable; ar accounts receivable; bol bill lading; bom bill material; cogs cost goods sold;
    coa chart accounts; coo country origin; cr credit; crdt credit; dlv delivery; dlvr delivery; dlvry delivery; dr debit; disc discount;
    ean article number; erdat created date; fob free board; frt freight; gl general ledger; gr goods receipt; gtin article number; itm item; iban bank account;
    kunnr customer number; lifnr vendor number; ln line; matnr material number; mat material; menge quantity; moq minimum order quantity;
    msrp retail price; netwr net value; bukrs company code; bstnr purchase order number; bldat document date; budat posting date; ebeln purchase document number;
    pmt payment; pymt payment; po purchase order; posnr item number; pr purchase requisition; rfq request quotation; rma return authorization;
    rma return authorization; sched schedule; shp shipment; shpmt shipment; shpt shipment; so sales order; srp retail price; supp supplier; uom unit measure;
    vbeln sales document number; vend vendor; waers currency; werks plant; wh warehouse; whs warehouse; whse warehouse; wrbtr amount
"""
_GERMAN: Final = """
    abteilung department; adresse address; aktiv active; anrede salutation; ansprechpartner contact person; anschrift address;
    anzahl quantity; artikel article; auftrag order; ausland foreign; beleg document; bemerkung note; benutzer user;
    beschreibung description; bestell order; bestellung order; betrag amount; bezahlt paid; bezeichnung description;
    breite width; brutto gross; datum date; einheit unit; einzel unit; erstellt created; faellig due; fallig due; firma company;
    gebiet region; geburt birth; gesamt total; gesperrt blocked; gewicht weight; gueltig valid; gultig valid; hersteller manufacturer; hoehe height;
    hohe height; kennung identifier; kennzeichen flag; konto account; kosten cost; kunde customer; kunden customer; laenge length;
    lager warehouse; land country; liefer delivery; lieferant supplier; lieferung delivery; mitarbeiter employee; mwst vat;
    nachname last name; netto net; nummer number; offen open; ort city; plz zip; positionen line; postleitzahl zip; preis price; rabatt discount;
    rechnung invoice; sprache language; steuer tax; storniert cancelled; strasse street; straße street; stueck piece; summe total; telefon telephone;
    uhrzeit time; umsatz revenue; versand shipping; vertrag contract; vorname first name; waehrung currency; wahrung currency; wert value;
    zahlung payment; zeit time
"""

#: The words that a word of a name stands for.
ABBREVIATIONS: Final[dict[str, tuple[str, ...]]] = {
    short: tuple(words)
    for short, *words in (entry.split() for entry in (_ENGLISH + ";" + _ERP + ";" + _GERMAN).split(";"))
}
#: Words that German writes as one with others: `lieferdatum`, `kundennr`.
COMPOUNDED: Final = frozenset(
    ["nr", *(word for entry in _GERMAN.split(";") if len(word := entry.split()[0]) >= _COMPOUNDED_LENGTH)]
)
#: Words that say little about what a field holds.
FILLERS: Final = frozenset(
    [
        "a",
        "an",
        "and",
        "are",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "has",
        "in",
        "is",
        "of",
        "on",
        "or",
        "per",
        "the",
        "to",
        "was",
        "with",
    ]
)
