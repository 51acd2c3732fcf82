-- Pseudo-random numbers are hashes of a row's number and a purpose: the same call gives the same
-- landing on every machine, at any number of threads, month by month or all at once.
create or replace macro u(number, purpose) as
    cast(hash(number * 128 + purpose) >> 12 as double) / 4503599627370496;
create or replace macro pick(number, purpose, choices) as
    choices[1 + cast(floor(u(number, purpose) * len(choices)) as bigint)];
create or replace macro waiting(number, purpose, mean_seconds) as
    to_microseconds(1000 * cast(floor(-1000 * mean_seconds * ln(1 - u(number, purpose))) as bigint));
-- Nothing after the horizon has happened yet.
create or replace macro happened(moment) as
    case when moment <= getvariable('horizon') then moment end;

-- Customers are many, and some come often.
create or replace macro customer_number(number) as
    cast(floor(getvariable('customers') * pow(u(number, 1), 1.6)) as bigint);
create or replace macro customer_name(customer) as printf('C%08d', customer);
create or replace macro issue_number(number) as cast(floor(u(number, 2) * 40) as bigint);

-- A desk is held by one agent after another, three years each.
create or replace macro tenure(desk, day) as
    cast(floor((date_diff('day', date '2000-01-01', day) + desk * 37) / 1095) as bigint);
create or replace macro agent_name(desk, tenure) as printf('a%05d-%d', desk, tenure);
create or replace macro agent_of(desk, day) as agent_name(desk, tenure(desk, day));

create or replace macro order_name(number) as printf('O%09d', number);
