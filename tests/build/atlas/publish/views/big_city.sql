-- Cities of more than ten million people.
select city_id, name_zh, people from city_list where people > 10000000 order by people desc;
