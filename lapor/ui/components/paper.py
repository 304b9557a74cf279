"""What is read aloud, copied or printed: codes, slips, letters."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import slugify

from lapor.ui.components.library import part, register


@register.simple_tag
def code_block(label: str, code: str, *, spoken: str = "", hint: str = "", copy: bool = True) -> SafeString:
    """{% code_block "Kode laporan" "7K4-M9Q-XT2" spoken="tujuh, K, …" %} – grouped, spelled for readers, with copy."""
    name = f"kode-{slugify(label)}"
    groups = code.replace(" ", "-").split("-")
    values = {"label": label, "groups": groups, "code": code, "spoken": spoken or " ".join(code), "hint": hint}
    return part("code", values | {"copy": copy, "id": name})


@register.simple_block_tag
def slip(content: str, title: str, qr: SafeString | str = "", issuer: str = "") -> SafeString:
    """{% slip "Tanda terima laporan" qr=svg issuer="Diskominfo" %}…{% endslip %} – half a page of paper."""
    return part("slip", {"content": content, "title": title, "qr": qr, "issuer": issuer})


@register.simple_block_tag
def letter(
    content: str, sender: str, *, to: str = "", place_and_day: str = "", subject: str = "", number: str = ""
) -> SafeString:
    """{% letter "Dinas PU" to="Ani" place_and_day="Malili, 24 November 2026" subject="Jawaban" %}…{% endletter %}."""
    values = {"sender": sender, "to": to, "place_and_day": place_and_day, "subject": subject, "number": number}
    return part("letter", values | {"content": content})


@register.simple_tag
def spelled(code: str, spoken: str) -> SafeString:
    """{% spelled "7K4-M9Q-XT2" spoken %} – a code within a sentence."""
    return format_html('<span class="code" aria-hidden="true">{}</span><span class="only-read">{}</span>', code, spoken)
