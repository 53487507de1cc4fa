//! The scanner of Little Giants: one pass over a large file of plain CSV, which counts what its records violate.
//!
//! It judges what it can judge exactly, and refuses the rest: then the DuckDB engine does the work. Python calls it
//! through ``ctypes`` (``src/little_giants/engines/native``).

mod automaton;
mod blocks;
mod bytes;
mod cell;
mod hash;
mod judge;
mod log;
mod lookup;
mod marks;
mod plan;
mod records;
mod scan;
mod seen;
mod tally;
mod values;

use std::panic::catch_unwind;

/// Raised with every change of the plan or the result.
const VERSION: u32 = 4;
const FAILED: i32 = -1;
const BAD_PLAN: i32 = -2;

#[no_mangle]
pub extern "C" fn scanner_version() -> u32 {
    VERSION
}

/// Scan as ``plan`` says. Returns 0 and the result in ``out``, or why there is none.
///
/// # Safety
/// ``plan`` points at ``size`` bytes; ``out`` and ``out_size`` can be written. The result is given back to
/// ``scanner_free``, once.
#[no_mangle]
pub unsafe extern "C" fn scanner_scan(
    plan: *const u8,
    size: usize,
    out: *mut *mut u8,
    out_size: *mut usize,
) -> i32 {
    let text = std::slice::from_raw_parts(plan, size);
    let done = catch_unwind(|| match plan::Plan::read(text) {
        Err(_) => Err(BAD_PLAN),
        Ok(plan) => scan::scan(&plan).map_err(|refusal| refusal as i32 + 1),
    });
    match done {
        Ok(Ok(found)) => {
            let mut boxed = found.into_boxed_slice();
            *out_size = boxed.len();
            *out = boxed.as_mut_ptr();
            std::mem::forget(boxed);
            0
        }
        Ok(Err(code)) => code,
        Err(_) => FAILED,
    }
}

/// Give the memory of a result back.
///
/// # Safety
/// ``out`` and ``size`` are those of one call of ``scanner_scan``.
#[no_mangle]
pub unsafe extern "C" fn scanner_free(out: *mut u8, size: usize) {
    drop(Box::from_raw(std::ptr::slice_from_raw_parts_mut(out, size)));
}
