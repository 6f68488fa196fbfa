"""A customer about whom nothing is wrong, and one rule at a time."""

from .common import QuoteToCashCommon


class ValidationCommon(QuoteToCashCommon):
    """Every rule is off; a test switches on those that it is about, with :meth:`only`."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.validation_mode = "enforce"
        cls.rules = cls.env["order.validation.rule"].search([("company_id", "=", cls.env.company.id)])
        cls.rules.severity = "off"
        cls.germany = cls.env.ref("base.de")
        cls.partner.write(
            {
                "street": "Hauptstraße 5",
                "zip": "10115",
                "city": "Berlin",
                "country_id": cls.germany.id,
                "phone": "+49 30 123456",
                "email": "anna@bakery.example",
            }
        )
        cls.partner_company = cls.env["res.partner"].create(
            {"name": "Bread Ltd", "is_company": True, "country_id": cls.germany.id}
        )

    @classmethod
    def rule(cls, code):
        return cls.rules.filtered(lambda rule: rule.code == code)

    @classmethod
    def only(cls, code, severity="block", **values):
        """Switch on one rule; return it."""
        cls.rules.severity = "off"
        rule = cls.rule(code)
        rule.write({"severity": severity, **values})
        return rule

    @classmethod
    def make_address(cls, **values):
        """Create a delivery address of a company, complete by default."""
        return cls.env["res.partner"].create(
            {
                "parent_id": cls.partner_company.id,
                "type": "delivery",
                "street": "Lagerweg 1",
                "zip": "20095",
                "city": "Hamburg",
                "country_id": cls.germany.id,
                **values,
            }
        )

    @classmethod
    def make_carrier(cls, **values):
        return cls.env["delivery.carrier"].create(
            {
                "name": "Express",
                "product_id": cls.make_product("Freight", type="service").id,
                **values,
            }
        )

    @classmethod
    def quote(cls, *lines, **values):
        """Create a quotation."""
        return cls.make_order(*lines, confirm=False, stock=False, **values)

    def assertPasses(self, order):
        """Check an order and expect that nothing is found; return what was found before and is resolved now."""
        self.assertEqual(order.action_validate_order().mapped("message"), [])
        return order.finding_ids

    def assertFinds(self, order, text="", number=1):
        """Check an order and expect findings; return them."""
        findings = order.action_validate_order()
        self.assertEqual(len(findings), number, findings.mapped("message"))
        for finding in findings:
            self.assertIn(text, finding.message)
            self.assertTrue(finding.found)
            self.assertTrue(finding.limit)
        return findings

    def assertSameQueries(self, rule, few, many):
        """Check that a rule takes as many statements for many orders as for few."""

        def count(orders):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            found = rule.with_context(validation_memo={})._find_violations(orders, rule)
            return self.env.cr.sql_log_count - before, len(found)

        count(many)  # what is read once in the life of a process
        (queries_few, found_few), (queries_many, found_many) = count(few), count(many)
        self.assertEqual(queries_few, queries_many)
        self.assertGreater(found_many, found_few)
