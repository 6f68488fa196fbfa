"""The scan screen at the dock: each scan is one call, and its answer says all that the screen shows."""

from odoo import api, fields, models
from odoo.exceptions import UserError

DONE = "done"  # handed over
CARTON = "carton"  # one carton of several
ASK = "ask"  # several cartons, and nobody has said that all are here
REFUSED = "refused"

LATEST = 50  # transfers that the screen lists


class FulfilmentManifest(models.Model):
    _inherit = "fulfilment.manifest"

    @api.model
    def action_scan(self, code, carrier_id=False, warehouse_id=False, all_cartons=False):
        """Hand over what was scanned, or say why it stays here.

        A transfer with several packages leaves when all of them were scanned, or with ``all_cartons``. What is
        refused moves nothing, and raises nothing: the answer says why.

        :param str code: name of a transfer or package, or a tracking number
        :param int carrier_id: the carrier at the dock; none: whichever collects
        :param int warehouse_id: the warehouse of the dock; none: any
        :param bool all_cartons: whether somebody has said that all cartons of the transfer are here
        :return: ``kind`` (done, carton, ask, refused), ``title``, ``message``, ``transfer`` (name or False),
            ``action`` (to print labels, say; or False) and ``screen``, see :meth:`get_screen`
        :rtype: dict
        :raise AccessError: for users outside the warehouse
        """
        self._check_may_scan()
        carrier = self.env["delivery.carrier"].browse(carrier_id or ()).exists()
        warehouse = self.env["stock.warehouse"].browse(warehouse_id or ()).exists()
        answer = {"transfer": False, "action": False}
        try:
            with self.env.cr.savepoint():
                answer.update(self._scan(code, carrier, warehouse, all_cartons))
        except UserError as error:
            answer.update(kind=REFUSED, title=self.env._("Nothing moved"), message=str(error))
        answer["screen"] = self.get_screen(carrier.id, warehouse.id)
        return answer

    @api.model
    def _check_may_scan(self):
        self.check_access("write")
        self.env["stock.picking"].check_access("write")

    @api.model
    def _scan(self, code, carrier, warehouse, all_cartons):
        picking, packages = self._transfer_to_hand_over(code)
        picking._check_may_be_handed_over(fields.Datetime.now(), carrier, warehouse)
        if picking.state != "done":
            picking._check_may_leave()  # said at the first carton, not after the last
        wait = not all_cartons and self._wait_for_cartons(picking, packages)
        if wait:
            return wait
        action = picking.action_hand_over()
        picking._check_nothing_asked(action)
        return {
            "kind": DONE,
            "title": picking.name,
            "message": self._leaving_text(picking),
            "transfer": picking.name,
            # A report that is printed after validation; all else is the transfer's own screen's.
            "action": isinstance(action, dict) and action.get("tag") == "do_multi_print" and action,
        }

    @api.model
    def _check_label(self, code, pickings, packages):
        """Refuse a label that is void. (The name of a transfer may stand on other papers, too.)

        :raise UserError: saying so
        """
        code = str(code or "").strip()
        problem = next(filter(None, (package._label_problem() for package in packages)), False)
        if not packages:
            problem = code and code not in pickings.mapped("name") and self.env["fulfilment.label"]._scan_problem(code)
        if problem:
            raise UserError(problem)

    @api.model
    def _transfer_to_hand_over(self, code):
        """Return the one transfer that a code means, and its packages if it is their name.

        :raise UserError: for a code that nobody knows, or that means several transfers
        """
        pickings, packages = self.env["stock.picking"]._find_by_scan(code)
        if not packages:  # nor any that is still packed
            self._check_label(code, pickings, packages)
        if not pickings:
            raise UserError(self.env._("Unknown code: %s", str(code or "").strip()[:80] or self.env._("(empty)")))
        deliveries = pickings.filtered(lambda picking: picking._is_delivery()) or pickings
        open_ones = deliveries.filtered("can_hand_over")
        if len(open_ones) > 1:
            raise UserError(
                self.env._(
                    "This code stands on several transfers: %s. Scan the transfer.",
                    ", ".join(open_ones.mapped("name")),
                )
            )
        picking = open_ones or deliveries.sorted("id")[-1]
        packages = packages.filtered(lambda package: package._with_contents() & picking.move_line_ids.result_package_id)
        if packages:
            self._check_label(code, picking, packages)
        return picking, packages

    @api.model
    def _wait_for_cartons(self, picking, packages):
        """Return the answer while cartons are missing, or False when all have been scanned."""
        cartons = picking._cartons()
        if len(cartons) < 2:
            return False
        values = {"transfer": picking.name, "title": picking.name}
        if len(packages) != 1:
            names = ", ".join(cartons.sorted("name").mapped("name"))
            text = self.env._(
                "%(count)s cartons: %(names)s. Scan each of them, or say that all are here.",
                count=len(cartons),
                names=names,
            )
            return {"kind": ASK, "message": text, **values}
        package = packages
        if not picking._note_cartons(package):
            raise UserError(self.env._("%s was scanned before. It is counted once.", package.name))
        missing = cartons - picking.scanned_carton_ids
        if not missing:
            return False
        number, count = picking._carton_number(package)
        text = self.env._(
            "Carton %(number)s of %(count)s. Missing: %(names)s",
            number=number,
            count=count,
            names=", ".join(missing.sorted("name").mapped("name")),
        )
        return {"kind": CARTON, "message": text, **values}

    @api.model
    def _leaving_text(self, picking):
        count = picking.handed_over_cartons
        carrier = picking.carrier_id.name or self.env._("no carrier")
        receiver = picking.partner_id.name or ""
        if count == 1:
            return self.env._("1 carton, %(carrier)s, for %(receiver)s", carrier=carrier, receiver=receiver)
        return self.env._(
            "%(count)s cartons, %(carrier)s, for %(receiver)s", count=count, carrier=carrier, receiver=receiver
        )

    # === What the screen shows === #

    @api.model
    def get_screen(self, carrier_id=False, warehouse_id=False):
        """Return what the screen shows: carriers and warehouses to choose, today's lists and what is on them.

        :rtype: dict
        """
        self._check_may_scan()
        domain = [("date", "=", self.env.company.sudo()._local_day()), ("company_id", "in", self.env.companies.ids)]
        if carrier_id:
            domain.append(("carrier_id", "=", carrier_id))
        if warehouse_id:
            domain.append(("warehouse_id", "=", warehouse_id))
        lists = self.search(domain)
        pickings = self.env["stock.picking"].search(
            [("manifest_id", "in", lists.ids)], order="handed_over_at desc, id desc", limit=LATEST
        )
        companies = [*self.env.companies.ids, False]
        return {
            "carriers": self._choices("delivery.carrier", [("company_id", "in", companies)]),
            "warehouses": self._choices("stock.warehouse", [("company_id", "in", companies)]),
            "manifests": lists.read(["name", "state", "carrier_id", "picking_count", "carton_count"]),
            "transfers": [
                {
                    "id": picking.id,
                    "name": picking.name,
                    "receiver": picking.partner_id.name or "",
                    "carrier": picking.carrier_id.name or "",
                    "cartons": picking.handed_over_cartons,
                    "at": fields.Datetime.to_string(picking.handed_over_at),
                }
                for picking in pickings
            ],
            "picking_count": sum(lists.mapped("picking_count")),
            "carton_count": sum(lists.mapped("carton_count")),
        }

    @api.model
    def _choices(self, model, domain):
        return [{"id": record.id, "name": record.name} for record in self.env[model].search(domain)]
