[(interface_body) (object_type) (enum_body)] @nesting
