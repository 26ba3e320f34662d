(public_field_definition) @variable
