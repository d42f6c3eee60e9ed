"""The words of warnings: of security, danger, loss of data, and of what is going to be removed."""

from __future__ import annotations

import re

# Nouns such as "secret" and "token", and verbs such as "exploit" and "remove", have other uses than to warn.
_ALARMS = {
    "en": r"""deprecat\w+ | no\ longer\ (?:supported|maintained|available) | end[ -]of[ -]life
        | (?:removed|dropped)\ (?:in|from|since|as\ of)\ (?:version|release|python|v?\d) | will\ be\ removed
        | breaking\ changes? | backwards?[ -]incompatib\w+
        | vulnerab\w+ | (?:in)?secure(?:ly)? | security | malicious\w* | malware | phishing | ransomware
        | untrusted | unsafe(?:ly)? | harmful | compromised
        | (?<!heart\ )(?<!panic\ )attack(?:s|ers?)? | exploits?\ (?:a|the)\ \w*\ ?(?:bug|flaw|hole)
        | cve-\d+-\d+ | [xc]s[sr]f? (?=\ (?:attack|vuln|protect)) | (?:sql|code|shell|command)\ injections?
        | arbitrary\ code | privilege\ escalation | denial[ -]of[ -]service
        | credentials? | passwords? | passphrases? | (?:private|api|secret|access)\ (?:keys?|tokens?)
        | plain[ -]?text\ (?:password|secret|key)\w* | unencrypted
        | danger\w* | hazard\w* | warnings? | caution | beware | be\ (?:\w+\ )?careful
        | (?:data|information)[ -](?:loss|leak\w*|breach\w*) | los(?:e|es|ing|s\ of)\ (?:\w+\ )?(?:data|work|files)
        | (?:data|changes|files?|work|settings)\ (?:\w+\ ){1,3}(?:lost|overwritten|erased)
        | irreversibl\w+ | (?:can\ ?not|can't)\ be\ undone | permanently\ (?:delet|remov|eras)\w+""",
    "es": r"""obsolet[oa]s? | vulnerab\w+ | (?:in)?segur(?:idad|[oa]s?) | maliciosos? | maliciosas?
        | contraseñas? | credencial\w* | peligr\w+ | advertencias? | precaución | cuidado | pérdida\ de\ datos
        | ataques? | irreversible\w* | se\ eliminará\w*""",
    "fr": r"""obsol\w+ | dépréci\w+ | vulnérab\w+ | sécurité | sécurisée?s? | malveillante?s? | mots?\ de\ passe
        | identifiants | dangers? | dangereu\w+ | avertissements? | attention | prudence | pertes?\ de\ données
        | attaques? | irréversible\w* | ser(?:a|ont)\ supprimée?s?""",
    "de": r"""veraltete?[nrs]? | verwundbar\w* | schwachstellen? | (?:un)?sicher(?:heit\w*|e[nrs]?)? | sicherheits\w+
        | bösartige?\w* | passw[oö]rt\w* | kennw[oö]rt\w* | zugangsdaten | gefahr\w* | gefährlich\w* | warnung\w*
        | vorsicht | achtung | datenverlust\w* | angriffe?\w* | unwiderruflich\w* | wird\ entfernt""",
    "pt": r"""obsolet[oa]s? | descontinuad[oa]s? | vulner\w+ | (?:in)?segur(?:ança|[oa]s?) | malicios[oa]s? | senhas?
        | credenci\w+ | perig\w+ | avisos? | cuidado | perda\ de\ dados | ataques?
        | irreversíve\w+ | será\w*\ removid\w+""",
    "ru": r"""устаре\w+ | уязвим\w+ | (?:не)?безопасн\w+ | вредоносн\w+ | парол\w+ | опасн\w+ | предупрежден\w+
        | осторожно | внимание | потер\w+\ данных | атак\w* | необратим\w+ | будет\ удал\w+""",
    "zh": "弃用|棄用|废弃|廢棄|过时|過時|漏洞|安全|恶意|惡意|不受信任|攻击|攻擊|密码|密碼|口令|凭据|凭证|憑證|"
    "危险|危險|警告|小心|谨慎|謹慎|数据丢失|資料遺失|泄露|洩漏|不可逆|将被移除|將被移除|不再支持|不再支援",
    "ja": "非推奨|廃止|脆弱性|セキュリティ|悪意|信頼できない|攻撃|パスワード|認証情報|資格情報|危険|警告|注意|"
    "データ損失|データの消失|漏えい|漏洩|元に戻せ|削除される予定|サポートされなく",
}
_UNSPACED = frozenset({"zh", "ja"})
_PATTERNS = {
    language: re.compile(words if language in _UNSPACED else rf"\b(?:{words})\b", re.X)
    for language, words in _ALARMS.items()
}
# So many letters of a word show which one it is, in whatever form.
_STEM = 6


def alarms(text: str, language: str) -> list[str]:
    """Return the beginnings of the warning words of a text, sorted; of a language that is not known, none."""
    pattern = _PATTERNS.get(language)
    return sorted(found[:_STEM] for found in pattern.findall(text.lower())) if pattern else []
