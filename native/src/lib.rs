//! Reads large plain CSV files at the speed of memory. Loaded with ctypes by `little_giants.engines.native`.

/// The version of the calls below. It is raised with every change of them, here and in `library.py`.
#[no_mangle]
pub extern "C" fn scanner_version() -> u32 {
    1
}
