// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: vec3 rd = look(rot(0.5
ROLL = rot(0.5 * (rnd(s, 11) - 0.5));

// before: float fres = 0.05 + 0.5
truth(rd, t, vec3(0.0, 1.0, 0.0), 1, 1 + which);
ALBEDO_ = mat;
