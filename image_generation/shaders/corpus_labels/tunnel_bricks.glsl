// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: mirror = true;
truth(rd, tw, vec3(0.0, 1.0, 0.0), 2, 2);
ALBEDO_ = hsv(0.3 + 0.3 * rnd(s, 16), 0.6, 0.12);

// before: float ring = mod(q.z, 7.0);
if (!mirror) {
    truth(rd, t, vec3(-q.xy, 0.0), 1, 1);
    ALBEDO_ = mat;
}
