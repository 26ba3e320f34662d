[(interface_declaration) (type_alias_declaration) (enum_declaration) (abstract_class_declaration)] @plain
