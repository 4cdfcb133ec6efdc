-- Every username that a person ever held: who held one before decides on none of its images.
create index name_holding_ever on name_holding (issuer, subject) where kind = 'USERNAME';
