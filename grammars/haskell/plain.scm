[(data_type) (newtype) (class) (instance) (type_synomym) (signature)] @plain
