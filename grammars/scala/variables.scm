[(val_definition) (var_definition) (val_declaration) (var_declaration)] @variable
