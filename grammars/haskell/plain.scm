[(data_type) (newtype) (class) (instance) (type_synomym)] @plain
