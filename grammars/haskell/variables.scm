(bind) @variable
