[(class_name) (id_name)] @identifier
