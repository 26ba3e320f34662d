[(var_spec) (const_spec) (short_var_declaration)] @variable
(range_clause left: (_)) @variable
