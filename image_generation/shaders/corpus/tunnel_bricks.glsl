// title: Brick Sewer
// description: A vaulted tunnel of bricks with water at the bottom, lamps and side openings
// tags: tunnel, brick, perspective, water

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 look(vec2 p, vec3 ro, vec3 ta, float zoom) {
    vec3 w = normalize(ta - ro);
    vec3 u = normalize(vec3(-w.z, 0.0, w.x));
    return normalize(p.x * u + p.y * cross(u, w) + zoom * w);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.1);
    vec3 ro = vec3(0.8 * rnd(s, 1) - 0.4, 0.8 * rnd(s, 2) - 0.3, iTime * 6.0);
    vec3 rd = look(p, ro, ro + vec3(1.2 * rnd(s, 3) - 0.6, 0.8 * rnd(s, 4) - 0.4, 1.0), 0.7 + rnd(s, 5));
    float a = dot(rd.xy, rd.xy), b = dot(ro.xy, rd.xy), c = dot(ro.xy, ro.xy) - 1.0;
    float t = (-b + sqrt(b * b - a * c)) / max(a, 1e-4);
    float level = -0.4 - 0.4 * rnd(s, 6);
    bool mirror = false;
    float tw = (level - ro.y) / rd.y;
    if (rd.y < 0.0 && tw < t) {
        mirror = true;
        ro += rd * tw;
        float ripple = noise(ro.xz * vec2(6.0, 3.0) + iTime, s) - 0.5;
        rd = normalize(vec3(rd.x + 0.15 * ripple, -rd.y, rd.z + 0.1 * ripple));
        a = dot(rd.xy, rd.xy);
        b = dot(ro.xy, rd.xy);
        c = dot(ro.xy, ro.xy) - 1.0;
        t = (-b + sqrt(max(b * b - a * c, 0.0))) / max(a, 1e-4);
    } else tw = 0.0;
    vec3 q = ro + rd * t;
    float away = t + tw;
    float ang = atan(q.x, -q.y);
    float rows = 14.0 + floor(14.0 * rnd(s, 7));
    vec2 uv = vec2(q.z * (1.0 + 1.5 * rnd(s, 8)), ang / 6.2832 * rows);
    uv.x += 0.5 * mod(floor(uv.y), 2.0);
    vec2 joint = abs(fract(uv) - 0.5);
    float fade = exp(-0.12 * away);
    float edge = smoothstep(0.38, 0.46, max(joint.x * 1.05, joint.y)) * fade;
    vec3 mat = hsv(rnd(s, 9) * 0.15, 0.2 + 0.5 * rnd(s, 10), 0.6) * (1.0 + fade * (hash(ivec2(floor(uv)), s) - 0.5));
    mat = mix(mat, hsv(rnd(s, 11), 0.15, 0.55), edge);
    mat *= 0.5 + 0.9 * fbm(vec2(ang * 3.0, q.z) * 2.0, 4, s);
    mat = mix(mat, hsv(0.25 + 0.1 * rnd(s, 12), 0.6, 0.3), smoothstep(0.4, 0.7, fbm(vec2(ang, q.z * 0.7), 3, s + 4U)) * smoothstep(0.5, -0.8, q.y));
    float ring = mod(q.z, 7.0);
    if (ring < 0.7) mat = hsv(rnd(s, 9) * 0.15, 0.1, 0.6) * (0.5 + fbm(vec2(ang * 4.0, ring * 5.0), 3, s)) * (ring < 0.08 ? 0.3 : 1.0);
    float lamp = mod(q.z, 3.5 + 7.0 * rnd(s, 13)) / (3.5 + 7.0 * rnd(s, 13)) - 0.5;
    float lit = 0.15 + 1.4 * exp(-14.0 * lamp * lamp) * (0.75 + 0.5 * q.y);
    vec3 warm = hsv(rnd(s, 14), 0.35, 1.4);
    vec3 col = mat * (lit * warm + 0.1);
    float hole = length(vec2(mod(q.z, 9.0) - 4.5, ang - 1.6 * sign(rnd(s, 15) - 0.5)) * vec2(1.0, 0.8));
    if (hole < 0.55) col *= 0.06 + 0.15 * smoothstep(0.3, 0.55, hole);
    if (mirror) col = mix(hsv(0.3 + 0.3 * rnd(s, 16), 0.6, 0.12), col, 0.65);
    vec3 end = rnd(s, 17) < 0.6 ? hsv(rnd(s, 18), 0.3, 0.95) : hsv(rnd(s, 18), 0.6, 0.12);
    col = mix(end, col, exp(-0.004 * away * away));
    fragColor = vec4(film(col * 1.4), 1.0);
}
