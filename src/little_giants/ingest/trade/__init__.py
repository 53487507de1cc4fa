"""Bulk files of trade, turned into rows of ``trade_flows``: releases of CEPII BACI and pulls from UN Comtrade."""
