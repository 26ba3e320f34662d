(let_binding . (value_name) . "=") @variable
