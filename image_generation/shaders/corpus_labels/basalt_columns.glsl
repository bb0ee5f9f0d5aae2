// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: float lit = max(dot(n, sun), 0.0);
truth(rd, t, n, 100 + int(cell(ivec2(id), s) & 65535U), top > 0.5 ? 2 : 3);
ALBEDO_ = mat;

// before: float fres = 0.05 + 0.9
truth(rd, t, vec3(0.0, 1.0, 0.0), 1, 1);
ALBEDO_ = hsv(0.45 + 0.15 * rnd(s, 14), 0.65, 0.35);
