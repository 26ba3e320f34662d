(import_spec path: [(interpreted_string_literal) (raw_string_literal)] @module)
