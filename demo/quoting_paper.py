"""Quotations on paper in the demo company: the complete layout, and terms to print."""

from .records import exists, find

TERMS = {
    "quote_return_terms": "Unused goods may come back within 30 days of delivery, in their original box. Please ask us"
    " for a return number first.",
    "quote_warranty_terms": "Machines: two years, parts and labor. Wear parts: six months.",
    "quote_cancellation_terms": "Free of charge until the goods are picked.",
    "quote_acceptance_terms": "Sign online, send us this page, or call us.",
}


def load(env):
    """Switch it on, unless that was done."""
    company = find(env, "company") if exists(env, "company") else None
    if company and not company.quote_layout and not company.quote_return_terms:
        company.write({"quote_layout": True, **{name: f"<p>{text}</p>" for name, text in TERMS.items()}})
