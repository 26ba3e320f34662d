(macrocall_expression (macro_identifier) @called (#any-of? @called "@assert" "@test")) @assert
