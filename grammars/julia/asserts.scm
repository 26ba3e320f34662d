(macrocall_expression (macro_identifier) @_called (#any-of? @_called "@assert" "@test")) @assert
