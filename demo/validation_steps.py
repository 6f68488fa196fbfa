"""What people do about findings, and what customers do in the portal."""

from .lifecycle_replay import Player


class ValidationPlayer(Player):
    """Steps of stories about checks."""

    def user(self, login):
        """Extend: the sales manager is the administrator."""
        return self.env.ref("base.user_admin") if login == "admin" else super().user(login)

    def do_sign(self, story, name):
        """The customer signs in the portal: the order is accepted, and held if something is wrong."""
        public = self.env.ref("base.public_user")
        order = self.orders[story.name].with_user(public).sudo()
        order.write({"signed_by": name, "signed_on": self.moment})
        order.with_context(mail_notify_force_send=False)._validate_order()
        self.acting = order.env
        self.backdate(order, date_order=self.moment)

    def do_waive(self, story, code, reason, login):
        """Somebody lets the order pass in spite of a finding."""
        order = self.order(story, login)
        order.action_validate_order()
        findings = order.finding_ids.filtered(lambda finding: finding.code == code and finding.state == "open")
        findings.action_waive(self._reason("waiver", reason))

    def do_ask_approval(self, story, code):
        """The salesperson asks for the approval of a discount."""
        order = self.order(story, self.seller(story))
        order.action_validate_order()
        order.finding_ids.filtered(lambda finding: finding.code == code).action_fix()
