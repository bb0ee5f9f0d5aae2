// title: Canyon Walls
// description: Banded rock walls on both sides of a winding gorge with a river and raking sun
// tags: terrain, canyon, strata, height field

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
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

uint s;
float bend, steep;

float land(vec2 p, float fine) {
    float x = p.x - bend * sin(p.y * 0.35);
    float n = noise(p * 0.9, s) + (fine > 0.0 ? 0.5 * noise(p * 2.1, s + 1U) : 0.25);
    float h = abs(x) * steep - 0.9 + (n - 0.7) * 1.3;
    h = clamp(h, 0.0, 3.2);
    float f = fract(h * 1.6);
    return (floor(h * 1.6) + smoothstep(0.35, 0.9, f)) / 1.6 + 0.05 * n;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 2.2);
    bend = 0.4 + 1.4 * rnd(s, 1);
    steep = 1.0 + 1.6 * rnd(s, 2);
    float z = 60.0 * rnd(s, 3) + 3.0 * iTime, mid = bend * sin(z * 0.35);
    float lift = rnd(s, 4);
    vec3 ro = vec3(mid + 0.6 * (rnd(s, 5) - 0.5), 0.7 + 3.4 * lift * lift, z);
    vec3 rd = look(p, ro, ro + vec3(1.6 * (rnd(s, 6) - 0.5), 0.25 - 0.75 * lift, 1.0), 0.8 + rnd(s, 7));
    vec3 sun = normalize(vec3(sign(rnd(s, 8) - 0.5), 0.6 + 0.5 * rnd(s, 9), rnd(s, 10) - 0.6));
    vec3 low = hsv(0.03 + 0.1 * rnd(s, 11), 0.3, 0.95), high = hsv(0.52 + 0.12 * rnd(s, 12), 0.7 * rnd(s, 13), 0.75);
    vec3 sky = mix(low, high, clamp(rd.y * 1.6 + 0.2, 0.0, 1.0));
    float t = 0.1;
    bool hit = false;
    for (int i = 0; i < 12; i++) {
        vec3 q = ro + rd * t;
        float h = q.y - land(q.xz, 0.0);
        if (h < 0.008 * t) { hit = true; break; }
        if (q.y > 2.4 && rd.y > 0.0) break;
        t += max(h * 0.55, 0.06 * t);
    }
    vec3 col = mix(sky, vec3(1.0), 0.8 * smoothstep(0.5, 0.72, fbm(rd.xz / (abs(rd.y) + 0.1), 3, s)) * step(0.0, rd.y));
    if (hit || rd.y < 0.0) {
        vec3 q = ro + rd * t;
        float e = 0.015 + 0.004 * t, h = land(q.xz, 1.0);
        vec3 n = normalize(vec3(h - land(q.xz + vec2(e, 0.0), 1.0), e, h - land(q.xz + vec2(0.0, e), 1.0)));
        float wob = noise(q.xz * 1.3, s + 4U), fine = noise(vec2(q.x + q.z, q.y * 4.0) * 6.0, s + 5U);
        float strata = noise(vec2(q.y * 9.0 + wob, 3.0), s + 7U);
        vec3 rock = mix(hsv(rnd(s, 14) * 0.13, 0.65, 0.5), hsv(rnd(s, 15) * 0.15, 0.35, 0.85), strata);
        rock = mix(rock, hsv(rnd(s, 16), 0.35, 0.45), 0.7 * smoothstep(0.6, 0.75, noise(vec2(q.y * 4.0, 9.0), s)));
        rock *= 0.65 + 0.6 * fine;
        vec3 flat_ = mix(hsv(0.09 + 0.2 * rnd(s, 17), 0.45, 0.55), hsv(0.25, 0.5, 0.3), smoothstep(0.45, 0.6, noise(q.xz * 5.0, s)));
        vec3 mat = mix(rock, flat_ * (0.7 + 0.5 * fine), smoothstep(0.75, 0.95, n.y));
        float lit = max(dot(n, sun), 0.0);
        float above = land(q.xz + sun.xz * 0.5, 0.0) - h - 0.5 * sun.y;
        float above2 = land(q.xz + sun.xz * 1.3, 0.0) - h - 1.3 * sun.y;
        lit *= smoothstep(0.1, -0.1, max(above, above2));
        if (h < 0.06) {
            mat = mix(hsv(0.4 + 0.2 * rnd(s, 18), 0.6, 0.35), sky, 0.35 + 0.3 * fine);
            lit = 0.5;
        }
        col = mix(mat * (1.6 * lit + 0.7 * mix(high, vec3(0.8), 0.4) * (0.4 + 0.6 * n.y)), low, 1.0 - exp(-0.006 * t * t));
    }
    fragColor = vec4(film(col * 1.2), 1.0);
}
