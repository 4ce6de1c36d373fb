"""The statements of an import: one a table, over the rows that came in."""

PROVIDERS = """
    insert into provider (id, source_key, name)
    select distinct on (provider_key) provider_id, provider_key, name from incoming_facility order by provider_key, name, row
    on conflict (source_key) do update set name = excluded.name where provider.name <> excluded.name
"""
# A position that somebody measured is not given up for the center of a ZIP area.
KEPT = "site.coordinate_precision = 'address' and excluded.coordinate_precision <> 'address'"
SITES = f"""
    insert into site (id, source_key, street, city, state, zip, latitude, longitude, coordinate_precision)
    select distinct on (i.site_key) i.site_id, i.site_key, i.street, i.city, i.state, i.zip,
        coalesce(i.latitude, z.latitude), coalesce(i.longitude, z.longitude),
        case when i.latitude is not null then 'address' when z.latitude is null then 'none' else 'zip_centroid' end
    from incoming_facility i left join zip_centroid z on z.zip = i.zip
    order by i.site_key, i.latitude is null, i.street, i.city, i.row
    on conflict (source_key) do update set street = excluded.street, city = excluded.city,
        latitude = case when {KEPT} then site.latitude else excluded.latitude end,
        longitude = case when {KEPT} then site.longitude else excluded.longitude end,
        coordinate_precision = case when {KEPT} then site.coordinate_precision else excluded.coordinate_precision end
    where (site.street, site.city) is distinct from (excluded.street, excluded.city)
        or not ({KEPT}) and (site.latitude, site.longitude, site.coordinate_precision)
            is distinct from (excluded.latitude, excluded.longitude, excluded.coordinate_precision)
"""  # noqa: S608  (of our own words)
# What the locator told since this edition is newer, and stays. Of what another desk told only the day on which it came is known.
NEWER = """
    delete from incoming_facility i using facility f
    where f.source = :source and f.source_key = i.source_key and f.last_year > :year and f.listing_format = 'locator'
"""
# So far from the center of its ZIP code one of the two is wrong, and the mail does reach the ZIP code.
FAR = """
    update incoming_facility i set latitude = null, longitude = null from zip_centroid z
    where z.zip = i.zip and i.latitude is not null and z.latitude is not null
        and sqrt(power(69.0 * (i.latitude - z.latitude), 2)
            + power(69.0 * cos(radians(z.latitude)) * (i.longitude - z.longitude), 2)) > :miles
    returning i.row
"""
# What the desk corrects is written by service.corrections, which lays its corrections over what came in.
# A workbook tells no websites: what the locator told stays.
DIFFERS = """
    f.digest <> i.digest
        or case when f.listed_as is not null
        then f.delisted_year is not null or i.website is distinct from coalesce(f.listed_as ->> 'website', i.website)
        else not f.listed or (f.answers, f.latitude, f.longitude, f.website)
            is distinct from (i.answers, s.latitude, s.longitude, coalesce(i.website, f.website)) end
"""
COUNT = f"""
    select count(*) filter (where f.id is null), count(*) filter (where f.id is not null and differs),
        count(*) filter (where f.id is not null and not differs)
    from incoming_facility i
    join site s on s.source_key = i.site_key
    left join facility f on f.source = :source and f.source_key = i.source_key
    cross join lateral (select {DIFFERS} as differs) compared
"""  # noqa: S608  (of our own words)
# A place that is the same in a newer edition is written too, for its `last_year`, but does not count as changed.
FACILITIES = f"""
    insert into facility (id, provider_id, site_id, source, source_key, name, program, unit, state, latitude, longitude,
        phone, intake_lines, website, codes, categories, answers, tells_care, listed, first_year, last_year, listing_format,
        digest)
    select i.facility_id, p.id, s.id, :source, i.source_key, i.name, i.program, i.unit, s.state, s.latitude, s.longitude,
        i.phone, i.intake_lines, i.website, i.codes, i.categories, i.answers, i.tells_care, true, :year, :year, :format,
        i.digest
    from incoming_facility i
    join provider p on p.source_key = i.provider_key
    join site s on s.source_key = i.site_key
    order by i.row
    on conflict (source, source_key) do update set provider_id = excluded.provider_id, site_id = excluded.site_id,
        name = excluded.name, program = excluded.program, unit = excluded.unit, state = excluded.state,
        latitude = excluded.latitude, longitude = excluded.longitude, phone = excluded.phone,
        intake_lines = excluded.intake_lines, website = coalesce(excluded.website, facility.website), codes = excluded.codes,
        categories = excluded.categories, answers = excluded.answers, tells_care = excluded.tells_care, listed = true,
        delisted_year = null, last_year = excluded.last_year, listing_format = excluded.listing_format,
        digest = excluded.digest, version = facility.version + 1
    where facility.last_year <> excluded.last_year or facility.listing_format <> excluded.listing_format
        or (select {DIFFERS} from (select facility.*) f, (select excluded.*) i, (select excluded.*) s)
"""  # noqa: S608  (of our own words)
# Of codes only those that went and those that came.
HISTORY = """
    insert into facility_change (id, facility_id, kind, by, run_id, changes)
    select gen_random_uuid(), f.id, 'import', :by, :run_id, told.changes
    from incoming_facility i
    join facility f on f.source = :source and f.source_key = i.source_key and f.listed_as is null
    cross join lateral (
        select jsonb_object_agg(field, jsonb_build_array(before, after)) as changes
        from (values
            ('name', to_jsonb(f.name), to_jsonb(i.name)),
            ('program', to_jsonb(f.program), to_jsonb(i.program)),
            ('unit', to_jsonb(f.unit), to_jsonb(i.unit)),
            ('phone', to_jsonb(f.phone), to_jsonb(i.phone)),
            ('intake_lines', to_jsonb(f.intake_lines), to_jsonb(i.intake_lines)),
            ('website', to_jsonb(f.website), to_jsonb(coalesce(i.website, f.website))),
            ('listed', to_jsonb(f.listed), to_jsonb(true)),
            ('codes', to_jsonb(array(select unnest(f.codes) except select unnest(i.codes) order by 1)),
                to_jsonb(array(select unnest(i.codes) except select unnest(f.codes) order by 1)))
        ) fields (field, before, after)
        where before is distinct from after
    ) told
    where told.changes is not null
"""
# What the locator listed in this year is newer than the year's workbook.
DELIST = """
    with gone as (
        update facility set listed = false, delisted_year = :year, version = version + 1
        where source = :source and delisted_year is null and (listed or closed_on is not null)
            and (listing_format <> 'locator' or last_year < :year)
            and not exists (select from incoming_facility where incoming_facility.source_key = facility.source_key)
        returning id
    )
    insert into facility_change (id, facility_id, kind, by, run_id, changes)
    select gen_random_uuid(), id, 'import', :by, :run_id, '{"listed": [true, false]}' from gone
"""
# Others at a site whose position has become better, also those that this file says nothing of.
POSITIONS = """
    update facility set state = site.state, latitude = site.latitude, longitude = site.longitude
    from site where site.id = facility.site_id
        and (facility.state, facility.latitude, facility.longitude) is distinct from (site.state, site.latitude, site.longitude)
"""
NO_PLACE = """
    select i.row from incoming_facility i join site s on s.source_key = i.site_key
    where s.coordinate_precision = 'none' order by i.row
"""
CODES = """
    insert into service_code (code, category, category_name, name, description, source_year)
    values (:code, :category, :category_name, :name, :description, :year)
    on conflict (code) do update set category = excluded.category, category_name = excluded.category_name,
        name = excluded.name, description = excluded.description, source_year = excluded.source_year
    where (service_code.category, service_code.category_name, service_code.name, service_code.description,
        service_code.source_year) is distinct from (excluded.category, excluded.category_name, excluded.name,
        excluded.description, excluded.source_year)
"""
