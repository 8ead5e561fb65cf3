"""Installing a city on a machine (安装): what is written where, by whom it runs, how it is restarted."""
