//! Small helpers for writing workspaces: random numbers, tables and folders.

use std::fs;
use std::path::{Path, PathBuf};

/// A seeded generator (xorshift64*), the same on every machine.
pub(crate) struct Rng(u64);

impl Rng {
    /// A generator for one seed; neighbouring seeds give unrelated streams.
    pub(crate) fn new(seed: u64) -> Self {
        let mixed = (seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Self((mixed ^ (mixed >> 31)).max(1))
    }

    /// A number from 0 to `bound` − 1.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let high = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 32;
        usize::try_from(high).expect("32 bits fit") % bound
    }

    /// True in so many of a hundred cases.
    pub(crate) fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// Puts things in a random order.
    pub(crate) fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }
}

/// A CSV table as text: the header, then the rows.
pub(crate) struct Sheet {
    pub(crate) header: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

impl Sheet {
    /// An empty table whose first column, 编号, is filled in by [`Sheet::push`].
    pub(crate) fn numbered(columns: &[&str]) -> Self {
        let all = ["编号"].iter().chain(columns);
        Self { header: all.map(|column| (*column).to_owned()).collect(), rows: Vec::new() }
    }

    /// Adds a row under the next number.
    pub(crate) fn push(&mut self, cells: &[&str]) {
        let mut row = vec![format!("{:04}", self.rows.len() + 1)];
        row.extend(cells.iter().map(|cell| (*cell).to_owned()));
        assert_eq!(row.len(), self.header.len(), "{cells:?}");
        self.rows.push(row);
    }

    /// Reads a file.
    pub(crate) fn load(path: &Path) -> Self {
        let text = fs::read_to_string(path).expect("the table can be read");
        let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let own = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect();
        Self {
            header: own(reader.headers().expect("a header")),
            rows: reader.records().map(|record| own(&record.expect("a row"))).collect(),
        }
    }

    /// The place of a column.
    pub(crate) fn column(&self, name: &str) -> usize {
        let place = self.header.iter().position(|column| column == name);
        place.unwrap_or_else(|| panic!("no column {name} in {:?}", self.header))
    }

    /// Puts the columns in a random order.
    pub(crate) fn shuffle_columns(&mut self, rng: &mut Rng) {
        let mut order: Vec<usize> = (0..self.header.len()).collect();
        rng.shuffle(&mut order);
        let arrange = |row: &[String]| order.iter().map(|&place| row[place].clone()).collect();
        self.header = arrange(&self.header);
        self.rows = self.rows.iter().map(|row| arrange(row)).collect();
    }

    /// Writes a file.
    pub(crate) fn save(&self, path: &Path) {
        let mut writer = csv::Writer::from_path(path).expect("the table can be written");
        for row in std::iter::once(&self.header).chain(&self.rows) {
            writer.write_record(row).expect("a row is written");
        }
        writer.flush().expect("the table is written");
    }
}

/// Every CSV file of a workspace, in a fixed order.
pub(crate) fn tables(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for folder in [root.to_owned(), root.join("scores")] {
        for entry in fs::read_dir(folder).expect("the folder can be read") {
            let path = entry.expect("an entry").path();
            if path.extension().is_some_and(|extension| extension == "csv") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Copies a folder with everything in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the folder can be made");
    for entry in fs::read_dir(from).expect("the folder can be read") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).expect("the file can be copied");
        }
    }
}
