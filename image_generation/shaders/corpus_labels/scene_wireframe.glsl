// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: vec3 rd = look(rot(0.3
ROLL = rot(0.3 * (rnd(s, 7) - 0.5));

// before: float style = rnd(s, 17), haze
truth(rd, t, n, 1, 1);

// before: col = mix(face, ink, line);
vec3 bare = style < 0.4 ? deep * 0.6 : style < 0.7 ? mix(dye(s, s + 2U), dye(s, s + 3U), clamp(height, 0.0, 1.0)) : deep + wire * 0.2;
if (paper) bare = mix(deep, dye(s, s + 2U), style < 0.4 ? 0.0 : 0.7);
ALBEDO_ = mix(bare, ink, line);
