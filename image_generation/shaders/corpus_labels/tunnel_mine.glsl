// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: vec3 rd = look(rot(0.5
ROLL = rot(0.5 * (rnd(s, 6) - 0.5));

// before: vec3 mat;
truth(rd, t, n, beam > 0 ? 10 + beam : 1, beam > 0 ? 10 + beam : n.x != 0.0 ? 3 : n.y > 0.0 ? 1 : 2);

// before: float lg = gap *
ALBEDO_ = mat;
