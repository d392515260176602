//! The figures of the standard, mm and pt; the same that `templates/gongwen/geometry.typ` sets by.

/// Width and height of A4 (5.1).
pub(super) const PAPER: (f64, f64) = (210.0, 297.0);
/// Left and upper edge of the type area (5.2.1).
pub(super) const LEFT: f64 = 28.0;
pub(super) const TOP: f64 = 37.0;
/// Its width and height (5.2.1).
pub(super) const WIDTH: f64 = 156.0;
pub(super) const HEIGHT: f64 = 225.0;
/// Rows on a page and cells in a row (5.2.3).
pub(super) const ROWS: usize = 22;
pub(super) const CELLS: usize = 28;
/// Width of a cell (5.2.3).
pub(super) const CELL: f64 = WIDTH / 28.0;
/// Pitch of rows that fill the type area with 3号 of 16 pt (5.2.3).
pub(super) const PITCH: f64 = (HEIGHT - 16.0 * crate::pdf::MM) / 21.0;
/// 空一行 and 空二行 from edge to edge (GB/T 33476.2), and as blank rows of the grid.
pub(super) const BLANK_1: f64 = 10.39;
pub(super) const BLANK_2: f64 = 20.78;
pub(super) const GRID_1: f64 = 15.3;
pub(super) const GRID_2: f64 = 25.7;
/// 7/8 of the height of 3号 (3.2).
pub(super) const SEVEN_EIGHTHS: f64 = 4.84;
/// 1 字 of 4号 (7.4.2).
pub(super) const CELL_4: f64 = 14.0 * crate::pdf::MM;
/// Head of the type area to the mark of the general format and of minutes (7.2.4, 10.3), and of an order (10.2).
pub(super) const MARK_DROP: f64 = 35.0;
pub(super) const ORDER_DROP: f64 = 20.0;
/// Edge of the paper to the mark of a letter (10.1).
pub(super) const LETTER_MARK: f64 = 30.0;
/// Length of the double rules of a letter, and the lower edge of the lower one (10.1).
pub(super) const LETTER_RULE: f64 = 170.0;
pub(super) const LETTER_FOOT: f64 = 277.0;
/// 发文字号 to the red rule (7.2.7), mark of a letter to its upper double rule (10.1).
pub(super) const RULE_DROP: f64 = 4.0;
/// Foot of the type area to the dash of a page number (7.5).
pub(super) const NUMBER_DROP: f64 = 7.0;
