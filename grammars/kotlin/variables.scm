(property_declaration) @variable
(class_parameter ["val" "var"]) @variable
