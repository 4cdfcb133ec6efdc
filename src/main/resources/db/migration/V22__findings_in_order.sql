-- Where a finding stands in its list: what a reader should look at before the rest, each the worst first as the scanner's
-- words say it. Finding.isGrave says the same.
alter table scan_finding add column place bigint not null generated always as (position + case
    when severity = 'UNTRIAGED' then case when coalesce(score, 9) >= 9 then 0 else 1000000000 end
    when severity = 'UNDEFINED' then case when score >= 9 then 0 else 1000000000 end
    when severity in ('MEDIUM', 'LOW', 'INFORMATIONAL') then 1000000000
    else 0 end) stored;
create index scan_finding_place on scan_finding (image_id, digest, place);
create index scan_finding_severity on scan_finding (image_id, digest, severity, place);
-- How many of each severity there are, as JSON, since a page says so of thousands; null where nobody has counted.
alter table platform_scan add column counts text;
update platform_scan p set counts = (
    select json_object_agg(severity, number)::text from (
        select severity, count(*) as number from scan_finding f
         where f.image_id = p.image_id and f.digest = p.digest group by severity) counted);
