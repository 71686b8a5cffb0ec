"""Languages by their codes: what ISO 639-2 writes with three letters, where choices have the two of ISO 639-1, and
what languages call themselves, where choices have their codes or their English names.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable

_CODES = """
    aa/aar ab/abk ae/ave af/afr ak/aka am/amh an/arg ar/ara as/asm av/ava ay/aym az/aze ba/bak be/bel bg/bul bh/bih
    bi/bis bm/bam bn/ben bo/bod/tib br/bre bs/bos ca/cat ce/che ch/cha co/cos cr/cre cs/ces/cze cu/chu cv/chv
    cy/cym/wel da/dan de/deu/ger dv/div dz/dzo ee/ewe el/ell/gre en/eng eo/epo es/spa et/est eu/eus/baq fa/fas/per
    ff/ful fi/fin fj/fij fo/fao fr/fra/fre fy/fry ga/gle gd/gla gl/glg gn/grn gu/guj gv/glv ha/hau he/heb hi/hin
    ho/hmo hr/hrv ht/hat hu/hun hy/hye/arm hz/her ia/ina id/ind ie/ile ig/ibo ii/iii ik/ipk io/ido is/isl/ice it/ita
    iu/iku ja/jpn jv/jav ka/kat/geo kg/kon ki/kik kj/kua kk/kaz kl/kal km/khm kn/kan ko/kor kr/kau ks/kas ku/kur
    kv/kom kw/cor ky/kir la/lat lb/ltz lg/lug li/lim ln/lin lo/lao lt/lit lu/lub lv/lav mg/mlg mh/mah mi/mri/mao
    mk/mkd/mac ml/mal mn/mon mr/mar ms/msa/may mt/mlt my/mya/bur na/nau nb/nob nd/nde ne/nep ng/ndo nl/nld/dut
    nn/nno no/nor nr/nbl nv/nav ny/nya oc/oci oj/oji om/orm or/ori os/oss pa/pan pi/pli pl/pol ps/pus pt/por qu/que
    rm/roh rn/run ro/ron/rum ru/rus rw/kin sa/san sc/srd sd/snd se/sme sg/sag si/sin sk/slk/slo sl/slv sm/smo sn/sna
    so/som sq/sqi/alb sr/srp ss/ssw st/sot su/sun sv/swe sw/swa ta/tam te/tel tg/tgk th/tha ti/tir tk/tuk tl/tgl
    tn/tsn to/ton tr/tur ts/tso tt/tat tw/twi ty/tah ug/uig uk/ukr ur/urd uz/uzb ve/ven vi/vie vo/vol wa/wln wo/wol
    xh/xho yi/yid yo/yor za/zha zh/zho/chi zu/zul
"""
_OWN_NAMES = """
    ar=Arabic=العربية bg=Bulgarian=Български bn=Bengali=বাংলা br=Breton=Brezhoneg bs=Bosnian=Bosanski
    ca=Catalan=Català co=Corsican=Corsu cs=Czech=Čeština cy=Welsh=Cymraeg da=Danish=Dansk de=German=Deutsch
    el=Greek=Ελληνικά en=English=English eo=Esperanto=Esperanto es=Spanish=Español,Castellano et=Estonian=Eesti
    eu=Basque=Euskara fa=Persian=فارسی fi=Finnish=Suomi fo=Faroese=Føroyskt fr=French=Français fy=Western_Frisian=Frysk
    ga=Irish=Gaeilge gd=Scottish_Gaelic=Gàidhlig gl=Galician=Galego gu=Gujarati=ગુજરાતી gv=Manx=Gaelg
    he=Hebrew=עברית hi=Hindi=हिन्दी,हिंदी hr=Croatian=Hrvatski ht=Haitian=Kreyòl_ayisyen hu=Hungarian=Magyar
    hy=Armenian=Հայերեն id=Indonesian=Bahasa_Indonesia is=Icelandic=Íslenska it=Italian=Italiano ja=Japanese=日本語
    ka=Georgian=ქართული kn=Kannada=ಕನ್ನಡ ko=Korean=한국어 kw=Cornish=Kernewek,Kernowek la=Latin=Latina
    lb=Luxembourgish=Lëtzebuergesch lt=Lithuanian=Lietuvių lv=Latvian=Latviešu mi=Maori=Māori
    mk=Macedonian=Македонски ml=Malayalam=മലയാളം mr=Marathi=मराठी ms=Malay=Bahasa_Melayu mt=Maltese=Malti
    nb=Norwegian_Bokmål=Bokmål,Norsk_bokmål ne=Nepali=नेपाली nl=Dutch=Nederlands nn=Norwegian_Nynorsk=Nynorsk
    no=Norwegian=Norsk oc=Occitan=Occitan pa=Punjabi=ਪੰਜਾਬੀ pl=Polish=Polski ps=Pashto=پښتو
    pt=Portuguese=Português rm=Romansh=Rumantsch ro=Romanian=Română ru=Russian=Русский sk=Slovak=Slovenčina
    sl=Slovenian=Slovenščina so=Somali=Soomaali sq=Albanian=Shqip sr=Serbian=Српски,Srpski sv=Swedish=Svenska
    sw=Swahili=Kiswahili ta=Tamil=தமிழ் te=Telugu=తెలుగు th=Thai=ไทย tl=Tagalog=Tagalog tr=Turkish=Türkçe
    uk=Ukrainian=Українська ur=Urdu=اردو vi=Vietnamese=Tiếng_Việt yi=Yiddish=ייִדיש yo=Yoruba=Yorùbá
    zh=Chinese=中文,汉语,漢語 zu=Zulu=isiZulu
"""
_BY_THREE = {three: row[:2] for row in _CODES.split() for three in row.split("/")[1:]}
_BY_TWO = frozenset(_BY_THREE.values())
_NAMED = [row.replace("_", " ").split("=") for row in _OWN_NAMES.split()]
_TAG = re.compile(r"([a-z]{2,3})(?:[-_](?:[a-z]{2}|[a-z]{4}|[0-9]{3})(?:[-_][a-z0-9]+)*)?")


def _bare(text: str) -> str:
    """Letters without their marks, which many keyboards lack; those of scripts that write vowels by marks stay."""
    apart = unicodedata.normalize("NFD", text.casefold())
    return re.sub("[\u0300-\u036f]", "", apart)


_BY_OWN_NAME = {_bare(name): code for code, _, names in _NAMED for name in names.split(",")}
_ENGLISH = {code: name.casefold() for code, name, _ in _NAMED}


def language_meant(text: str, options: Iterable[str]) -> str | None:
    """The language among some options that another code stands for, or its name in itself: `eng` and `en-GB` are `en`,
    “Deutsch” is `de`, or “German” where the options are names.

    None where the options are not, nearly all of them, languages: `swe` among countries is not `sv`. And "" where it
    is known which language is meant, and it is not offered.
    """
    code, tag = _BY_OWN_NAME.get(_bare(text)), _TAG.fullmatch(text.casefold())
    if code is None and tag is None:
        return None
    offered = {option.casefold(): option for option in options}
    if _are_mostly(offered, _BY_TWO):
        meant = code or (_BY_THREE.get(tag[1], tag[1]) if tag is not None else "")
        return offered.get(meant, "" if code else None)
    if code is not None and _are_mostly(offered, _ENGLISH.values()):
        return offered.get(_ENGLISH[code], "")
    return None


def is_own_name(text: str) -> bool:
    """Whether a text is what a language calls itself."""
    return _bare(text) in _BY_OWN_NAME


def _are_mostly(offered: Collection[str], known: Collection[str]) -> bool:
    found = sum(one in known for one in offered)
    return found > 1 and found * 5 >= len(offered) * 4
