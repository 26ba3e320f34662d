[(compound_statement) (if_statement) (do_group) (case_statement) (subshell)] @nesting
