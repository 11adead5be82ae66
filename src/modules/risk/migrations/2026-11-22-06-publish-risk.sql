-- A delivery plan counts the open risks about its activities by level of register, for readers who may not see the
-- register: a reference, a level and a band, no words. Registers of named officers only stay out even of that.
create view risk.risk_card as
  select risk.id, risk.reference, coalesce(risk.about_subject_id, register.about_subject_id) as about_subject_id,
    register.level, residual.band
  from risk.risk
  join risk.register on register.id = risk.register_id
  left join risk.assessment residual
    on residual.risk_id = risk.id and residual.measure = 'residual' and residual.superseded_at is null
  where risk.state = 'open' and register.audience <> 'restricted';
