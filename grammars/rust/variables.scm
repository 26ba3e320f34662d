[(let_declaration) (const_item) (static_item)] @variable
