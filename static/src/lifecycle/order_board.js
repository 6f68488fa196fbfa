import { registry } from "@web/core/registry";
import { KanbanHeader } from "@web/views/kanban/kanban_header";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";

/** Odoo's column header shows a sum or a count; the board shows both. */
export class OrderBoardHeader extends KanbanHeader {
    static template = "quote_to_cash.OrderBoardHeader";
}

export class OrderBoardRenderer extends KanbanRenderer {
    static components = { ...KanbanRenderer.components, KanbanHeader: OrderBoardHeader };
}

registry.category("views").add("order_board", { ...kanbanView, Renderer: OrderBoardRenderer });
