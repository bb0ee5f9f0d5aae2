// before: return normalize(p.x * u + p.y
AXES = mat3(u, cross(u, w), w);
RAY_ = p.x * u + p.y * cross(u, w) + zoom * w;

// before: mirror = true;
truth(rd, tw, vec3(0.0, 1.0, 0.0), 2, 2);
ALBEDO_ = hsv(0.3 + 0.3 * rnd(s, 16), 0.6, 0.12);

// before: float lamp = mod(q.z
if (!mirror) {
    truth(rd, t, vec3(-q.xy, 0.0), 1, 1);
    ALBEDO_ = mat;
}

// before: if (hole < 0.55) col
if (!mirror && hole < 0.55) ALBEDO_ *= 0.06 + 0.15 * smoothstep(0.3, 0.55, hole);
