#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = hongtou_fuzz::workspace(input);
});
