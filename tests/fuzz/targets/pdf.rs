#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| hongtou_fuzz::pdf(input));
