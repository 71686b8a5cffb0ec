"""Countries and territories by their codes (ISO 3166-1), and the parts of the United Kingdom (ISO 3166-2): which codes
there are, and which one is meant by a name, or by a code that people take for one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any

from gatewaydesk.schema.fields import Field, Kind
from gatewaydesk.schema.patterns import words_for

_COUNTRIES = """
    AD/AND=Andorra AE/ARE=United_Arab_Emirates,UAE AF/AFG=Afghanistan AG/ATG=Antigua_and_Barbuda AI/AIA=Anguilla
    AL/ALB=Albania AM/ARM=Armenia AO/AGO=Angola AQ/ATA=Antarctica AR/ARG=Argentina AS/ASM=American_Samoa
    AT/AUT=Austria AU/AUS=Australia AW/ABW=Aruba AX/ALA=Åland_Islands AZ/AZE=Azerbaijan
    BA/BIH=Bosnia_and_Herzegovina BB/BRB=Barbados BD/BGD=Bangladesh BE/BEL=Belgium BF/BFA=Burkina_Faso
    BG/BGR=Bulgaria BH/BHR=Bahrain BI/BDI=Burundi BJ/BEN=Benin BL/BLM=Saint_Barthélemy BM/BMU=Bermuda
    BN/BRN=Brunei,Brunei_Darussalam BO/BOL=Bolivia BQ/BES=Caribbean_Netherlands,Bonaire BR/BRA=Brazil
    BS/BHS=Bahamas BT/BTN=Bhutan BV/BVT=Bouvet_Island BW/BWA=Botswana BY/BLR=Belarus BZ/BLZ=Belize CA/CAN=Canada
    CC/CCK=Cocos_Islands CD/COD=Democratic_Republic_of_the_Congo,DR_Congo CF/CAF=Central_African_Republic
    CG/COG=Congo,Republic_of_the_Congo CH/CHE=Switzerland CI/CIV=Côte_d'Ivoire,Ivory_Coast CK/COK=Cook_Islands
    CL/CHL=Chile CM/CMR=Cameroon CN/CHN=China CO/COL=Colombia CR/CRI=Costa_Rica CU/CUB=Cuba
    CV/CPV=Cabo_Verde,Cape_Verde CW/CUW=Curaçao CX/CXR=Christmas_Island CY/CYP=Cyprus CZ/CZE=Czechia,Czech_Republic
    DE/DEU=Germany,Deutschland DJ/DJI=Djibouti DK/DNK=Denmark DM/DMA=Dominica DO/DOM=Dominican_Republic
    DZ/DZA=Algeria EC/ECU=Ecuador EE/EST=Estonia EG/EGY=Egypt EH/ESH=Western_Sahara ER/ERI=Eritrea
    ES/ESP=Spain,España ET/ETH=Ethiopia FI/FIN=Finland FJ/FJI=Fiji FK/FLK=Falkland_Islands FM/FSM=Micronesia
    FO/FRO=Faroe_Islands FR/FRA=France GA/GAB=Gabon GB/GBR=United_Kingdom,Great_Britain,Britain,UK GD/GRD=Grenada
    GE/GEO=Georgia GF/GUF=French_Guiana GG/GGY=Guernsey GH/GHA=Ghana GI/GIB=Gibraltar GL/GRL=Greenland
    GM/GMB=Gambia GN/GIN=Guinea GP/GLP=Guadeloupe GQ/GNQ=Equatorial_Guinea GR/GRC=Greece
    GS/SGS=South_Georgia_and_the_South_Sandwich_Islands GT/GTM=Guatemala GU/GUM=Guam GW/GNB=Guinea-Bissau
    GY/GUY=Guyana HK/HKG=Hong_Kong HM/HMD=Heard_Island_and_McDonald_Islands HN/HND=Honduras HR/HRV=Croatia
    HT/HTI=Haiti HU/HUN=Hungary ID/IDN=Indonesia IE/IRL=Ireland,Republic_of_Ireland,Eire IL/ISR=Israel
    IM/IMN=Isle_of_Man IN/IND=India IO/IOT=British_Indian_Ocean_Territory IQ/IRQ=Iraq IR/IRN=Iran IS/ISL=Iceland
    IT/ITA=Italy JE/JEY=Jersey JM/JAM=Jamaica JO/JOR=Jordan JP/JPN=Japan KE/KEN=Kenya KG/KGZ=Kyrgyzstan
    KH/KHM=Cambodia KI/KIR=Kiribati KM/COM=Comoros KN/KNA=Saint_Kitts_and_Nevis KP/PRK=North_Korea
    KR/KOR=South_Korea KW/KWT=Kuwait KY/CYM=Cayman_Islands KZ/KAZ=Kazakhstan LA/LAO=Laos LB/LBN=Lebanon
    LC/LCA=Saint_Lucia LI/LIE=Liechtenstein LK/LKA=Sri_Lanka LR/LBR=Liberia LS/LSO=Lesotho LT/LTU=Lithuania
    LU/LUX=Luxembourg LV/LVA=Latvia LY/LBY=Libya MA/MAR=Morocco MC/MCO=Monaco MD/MDA=Moldova ME/MNE=Montenegro
    MF/MAF=Saint_Martin MG/MDG=Madagascar MH/MHL=Marshall_Islands MK/MKD=North_Macedonia,Macedonia ML/MLI=Mali
    MM/MMR=Myanmar,Burma MN/MNG=Mongolia MO/MAC=Macao,Macau MP/MNP=Northern_Mariana_Islands MQ/MTQ=Martinique
    MR/MRT=Mauritania MS/MSR=Montserrat MT/MLT=Malta MU/MUS=Mauritius MV/MDV=Maldives MW/MWI=Malawi MX/MEX=Mexico
    MY/MYS=Malaysia MZ/MOZ=Mozambique NA/NAM=Namibia NC/NCL=New_Caledonia NE/NER=Niger NF/NFK=Norfolk_Island
    NG/NGA=Nigeria NI/NIC=Nicaragua NL/NLD=Netherlands,Holland NO/NOR=Norway NP/NPL=Nepal NR/NRU=Nauru NU/NIU=Niue
    NZ/NZL=New_Zealand OM/OMN=Oman PA/PAN=Panama PE/PER=Peru PF/PYF=French_Polynesia PG/PNG=Papua_New_Guinea
    PH/PHL=Philippines PK/PAK=Pakistan PL/POL=Poland PM/SPM=Saint_Pierre_and_Miquelon PN/PCN=Pitcairn
    PR/PRI=Puerto_Rico PS/PSE=Palestine PT/PRT=Portugal PW/PLW=Palau PY/PRY=Paraguay QA/QAT=Qatar RE/REU=Réunion
    RO/ROU=Romania RS/SRB=Serbia RU/RUS=Russia,Russian_Federation RW/RWA=Rwanda SA/SAU=Saudi_Arabia
    SB/SLB=Solomon_Islands SC/SYC=Seychelles SD/SDN=Sudan SE/SWE=Sweden SG/SGP=Singapore SH/SHN=Saint_Helena
    SI/SVN=Slovenia SJ/SJM=Svalbard_and_Jan_Mayen SK/SVK=Slovakia SL/SLE=Sierra_Leone SM/SMR=San_Marino
    SN/SEN=Senegal SO/SOM=Somalia SR/SUR=Suriname SS/SSD=South_Sudan ST/STP=Sao_Tome_and_Principe
    SV/SLV=El_Salvador SX/SXM=Sint_Maarten SY/SYR=Syria SZ/SWZ=Eswatini,Swaziland TC/TCA=Turks_and_Caicos_Islands
    TD/TCD=Chad TF/ATF=French_Southern_Territories TG/TGO=Togo TH/THA=Thailand TJ/TJK=Tajikistan TK/TKL=Tokelau
    TL/TLS=Timor-Leste,East_Timor TM/TKM=Turkmenistan TN/TUN=Tunisia TO/TON=Tonga TR/TUR=Türkiye,Turkey
    TT/TTO=Trinidad_and_Tobago TV/TUV=Tuvalu TW/TWN=Taiwan TZ/TZA=Tanzania UA/UKR=Ukraine UG/UGA=Uganda
    UM/UMI=United_States_Minor_Outlying_Islands US/USA=United_States,United_States_of_America,America
    UY/URY=Uruguay UZ/UZB=Uzbekistan VA/VAT=Vatican_City,Holy_See VC/VCT=Saint_Vincent_and_the_Grenadines
    VE/VEN=Venezuela VG/VGB=British_Virgin_Islands VI/VIR=US_Virgin_Islands VN/VNM=Vietnam,Viet_Nam VU/VUT=Vanuatu
    WF/WLF=Wallis_and_Futuna WS/WSM=Samoa YE/YEM=Yemen YT/MYT=Mayotte ZA/ZAF=South_Africa ZM/ZMB=Zambia
    ZW/ZWE=Zimbabwe
"""
_PARTS = """
    ABC ABD ABE AGB AGY AND ANN ANS BAS BBD BCP BDF BDG BEN BEX BFS BGE BGW BIR BKM BNE BNH BNS BOL BPL BRC BRD BRY
    BST BUR CAM CAY CBF CCG CGN CHE CHW CLD CLK CMA CMD CMN CON COV CRF CRY CWY DAL DBY DEN DER DEV DGY DNC DND DOR
    DRS DUD DUR EAL EAW EAY EDH EDU ELN ELS ENF ENG ERW ERY ESS ESX FAL FIF FLN FMO GAT GBN GLG GLS GRE GWN HAL HAM
    HAV HCK HEF HIL HLD HMF HNS HPL HRT HRW HRY IOS IOW ISL IVC KEC KEN KHL KIR KTT KWL LAN LBC LBH LCE LDS LEC LEW
    LIN LIV LND LUT MAN MDB MDW MEA MIK MLN MON MRT MRY MTY MUL NAY NBL NEL NET NFK NGM NIR NLK NLN NMD NNH NSM NTH
    NTL NTT NTY NWM NWP NYK OLD ORK OXF PEM PKN PLY POR POW PTE RCC RCH RCT RDB RDG RFW RIC ROT RUT SAW SAY SCB SCT
    SFK SFT SGC SHF SHN SHR SKP SLF SLG SLK SND SOL SOM SOS SRY STE STG STH STN STS STT STY SWA SWD SWK TAM TFW THR
    TOB TOF TRF TWH UKM VGL WAR WBK WDU WFT WGN WIL WKF WLL WLN WLS WLV WND WNH WNM WOK WOR WRL WRT WRX WSM WSX YOR
    ZET
"""
_PARTS_OF_GB = frozenset(_PARTS.split())
_NATIONS = {
    "england": "GB-ENG", "scotland": "GB-SCT", "wales": "GB-WLS", "cymru": "GB-WLS", "northern ireland": "GB-NIR",
    "england and wales": "GB-EAW",
}  # fmt: skip
# What people write for a nation behind “GB-”, and for a country that has another code, or is known by another language.
_SLIPS_OF_GB = {
    "EN": "ENG", "EGL": "ENG", "SC": "SCT", "SCO": "SCT", "WA": "WLS", "WAL": "WLS", "WL": "WLS", "CYM": "WLS",
    "NI": "NIR", "NIE": "NIR",
}  # fmt: skip
_SLIPS = {"UK": "GB", "EL": "GR", "EN": "GB-ENG"}
_OF_LANGUAGES = frozenset({"EN"})  # as well
# First letters of codes that are given to nobody and used by agreement: Kosovo is XK with many.
_BY_AGREEMENT = frozenset("QX")


_OF_COUNTRIES = re.compile(r"countr(?:y|ies)|jurisdiction|nationalit|territor", re.IGNORECASE)


def asks_for_country(field: Field) -> bool:
    """Whether a text is to be a country's code: by its pattern, or by two capital letters and its name."""
    words = words_for(field.limits.pattern) if field.limits.pattern is not None else ""
    if words.startswith("a country code"):
        return True
    name = next((one for one in reversed(field.path) if isinstance(one, str) and one != "*"), "")
    return words.startswith("two capital letters") and _OF_COUNTRIES.search(name) is not None


def is_no_country(field: Field | None, value: Any) -> bool:
    """Whether a text, or one in a list, is to be a country's code and is in no list of them."""
    if field is None or not isinstance(value, str | list):
        return False
    ways = field.branches or (field,)
    if isinstance(value, list):
        texts = [(at, one) for at, one in enumerate(value) if isinstance(one, str)]
        return any(is_no_country(way.item_at(at), one) for way in ways for at, one in texts)
    return not is_code(value) and any(one.kind is Kind.TEXT and asks_for_country(one) for one in ways)


def is_code(code: str) -> bool:
    """Whether a code in capital letters is one of a country, of a part of the United Kingdom, or of a part of another
    country, of which only the country is looked at; so is one that stands for something by agreement.
    """
    country, hyphen, part = code.partition("-")
    if country == "GB" and hyphen:
        return part in _PARTS_OF_GB
    return country in _by_code() or country[:1] in _BY_AGREEMENT


def code_meant(text: str) -> str:
    """The code of the country that a name, three letters or a wrong code stands for; "" where that is not known."""
    bare = _bare(text)
    found = _NATIONS.get(bare) or _by_name().get(bare)
    if found is not None:
        return found
    country, hyphen, part = text.strip().upper().partition("-")
    if not hyphen and f"GB-{country}" in _NATIONS.values():
        return f"GB-{country}"
    if hyphen and _SLIPS.get(country, country) == "GB" and (nation := _NATIONS.get(_bare(part))) is not None:
        return nation
    country = _SLIPS.get(country, country)
    if not hyphen:
        return country if is_code(country) else ""
    part = _SLIPS_OF_GB.get(part, part) if country == "GB" else part
    return f"{country}-{part}" if is_code(f"{country}-{part}") else ""


def is_perhaps(text: str) -> bool:
    """Whether a text that stands for a country may as well stand for something else, its language."""
    return text.strip().upper() in _OF_LANGUAGES


def name_of(code: str) -> str:
    """What a country, or a nation of the United Kingdom, is called in English; "" for all else."""
    nation = next((name.title().replace(" And ", " and ") for name, one in _NATIONS.items() if one == code), "")
    return nation or _by_code().get(code, "")


def _bare(text: str) -> str:
    """A name in small letters and unabridged, without marks, an article before it and full stops in it."""
    apart = unicodedata.normalize("NFD", text.casefold().replace("&", " and ").replace(".", "").replace("’", "'"))
    words = "".join(one for one in apart if not unicodedata.combining(one)).split()
    words = words[1:] if words[:1] == ["the"] else words
    return " ".join("saint" if one == "st" else one for one in words)


@cache
def _by_code() -> dict[str, str]:
    rows = (row.replace("_", " ").split("=") for row in _COUNTRIES.split())
    return {codes[:2]: names.split(",")[0] for codes, names in rows}


@cache
def _by_name() -> dict[str, str]:
    """Codes by names, and by the codes of three letters, both as `_bare` has them."""
    found: dict[str, str] = {}
    for row in _COUNTRIES.split():
        codes, names = row.replace("_", " ").split("=")
        two, three = codes.split("/")
        found |= dict.fromkeys((three.casefold(), *map(_bare, names.split(","))), two)
    return found
