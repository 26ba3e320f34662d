[(value_name) (type_constructor) (constructor_name) (field_name) (module_name)] @identifier
