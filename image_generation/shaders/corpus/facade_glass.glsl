// title: Glass Towers
// description: Curtain walls in steep perspective whose panes mirror clouds and other towers
// tags: facade, glass, city, reflection, perspective

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
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

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

vec2 hitBox(vec3 ro, vec3 rd, vec3 half_size) {
    vec3 inv = 1.0 / (rd + vec3(lessThan(abs(rd), vec3(1e-6))) * 1e-5);
    vec3 a = -inv * ro;
    vec3 k = abs(inv) * half_size;
    return vec2(max(max(a.x - k.x, a.y - k.y), a.z - k.z), min(min(a.x + k.x, a.y + k.y), a.z + k.z));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7);
    float way = 6.28 * rnd(s, 1);
    vec3 ro = vec3(0.0, 1.0 + 12.0 * rnd(s, 2), 0.0);
    ro.xz += iTime * 0.5;
    vec3 rd = look(rot(0.8 * (rnd(s, 3) - 0.5)) * p, ro, ro + vec3(cos(way), 1.1 * (rnd(s, 4) - 0.35), sin(way)), 0.9 + 1.1 * rnd(s, 5));
    rd += vec3(lessThan(abs(rd), vec3(1e-4))) * 2e-4;
    vec3 high = hsv(0.5 + 0.15 * rnd(s, 6), 0.65 * rnd(s, 7) + 0.1, 0.35 + 0.5 * rnd(s, 8)), low = hsv(rnd(s, 9), 0.25, 0.95);
    float best = 1e5;
    vec3 n = vec3(0.0), q0 = vec3(0.0);
    int id = -1;
    for (int i = 0; i < 5; i++) {
        vec3 h = rnd3(s, 20 + 2 * i), g = rnd3(s, 21 + 2 * i);
        float a = 1.26 * float(i) + h.x;
        vec3 c = vec3(cos(a), 0.0, sin(a)) * (7.0 + 9.0 * h.y);
        vec3 size = vec3(1.5 + 2.5 * g.x, 8.0 + 22.0 * g.y, 1.5 + 2.5 * g.z);
        mat2 m = rot(3.0 * h.z);
        vec3 o = ro - c, d = rd;
        o.xz = m * (o.xz - 0.5 * iTime);
        d.xz = m * d.xz;
        vec2 t = hitBox(o, d, size);
        if (t.x < t.y && t.x > 0.0 && t.x < best) {
            best = t.x;
            id = i;
            q0 = o + d * t.x;
            vec3 l = abs(q0 / size);
            n = step(l.yzx, l) * step(l.zxy, l) * sign(q0);
            n.xz = n.xz * m;
            q0.x = abs(l.x) > abs(l.z) ? q0.z : q0.x;
        }
    }
    vec3 r = rd;
    vec3 pane = vec3(1.0), frame = vec3(0.0);
    float framed = 0.0, tint = 0.0;
    if (id >= 0) {
        float sx = 0.5 + 0.7 * rnd(s, 50 + id), sy = 0.6 + 0.8 * rnd(s, 60 + id);
        vec2 w = vec2(q0.x / sx, q0.y / sy);
        vec2 f = abs(fract(w) - 0.5);
        uint k = cell(ivec2(floor(w)), s + uint(id));
        vec2 wob = 0.07 * (vec2(rnd(k, 1), rnd(k, 2)) - 0.5);
        n = normalize(n + vec3(wob.x, wob.y, wob.x) + 0.03 * vec3(noise(w * 1.5, k) - 0.5));
        r = reflect(rd, n);
        framed = smoothstep(0.43, 0.46, max(f.x, f.y * (0.85 + 0.2 * rnd(s, 70 + id))));
        float style = rnd(s, 80 + id);
        if (style < 0.3) framed = max(framed, step(0.32, f.y));
        else if (style < 0.5) framed = max(framed, step(0.36, f.x));
        frame = hsv(rnd(s, 90 + id), 0.3, 0.25 + 0.6 * rnd(s, 100 + id)) * (0.6 + 0.4 * abs(n.x));
        pane = hsv(0.35 + 0.35 * rnd(s, 110 + id), 0.45 * rnd(s, 120 + id), 0.95);
        tint = 0.1 + 0.35 * rnd(k, 3) * rnd(k, 4);
        if (rnd(k, 5) < 0.08) { tint = 0.9; pane = hsv(0.1, 0.4, 1.0); }
    }
    vec2 c = r.xz / (abs(r.y) + 0.25) * 1.6 + vec2(0.3 * iTime, 0.0);
    float cloud = smoothstep(0.42, 0.65, fbm(c, 4, s + 3U));
    vec3 col = mix(mix(low, high, clamp(r.y * 1.6, 0.0, 1.0)), vec3(1.05, 1.0, 0.97), cloud * 0.9);
    float az = atan(r.x, r.z) * 5.0;
    float skyline = 0.5 * hash(ivec2(int(floor(az)), 1), s) + 0.2 * hash(ivec2(int(floor(az * 2.3)), 2), s);
    float el = r.y / length(r.xz);
    if (el < skyline * (id >= 0 ? 1.5 : 0.6)) {
        vec2 g = vec2(az * 5.0, el * 18.0);
        col = hsv(rnd(s, 10) + 0.2 * hash(ivec2(int(floor(az)), 4), s), 0.25, 0.25 + 0.4 * hash(ivec2(int(floor(az)), 3), s));
        col *= 0.6 + 0.6 * step(0.35, fract(g.x)) * step(0.4, fract(g.y));
        col = mix(col, low, 0.35);
    }
    if (id >= 0) {
        float fres = 0.45 + 0.5 * pow(max(1.0 - abs(dot(rd, n)), 0.0), 3.0);
        col = mix(pane * 0.16 + tint * pane * 0.4, col * pane, fres);
        col = mix(col, frame * (0.5 + 0.6 * low), framed);
        col = mix(col, low, 1.0 - exp(-0.0008 * best * best));
    }
    fragColor = vec4(film(col * 1.35), 1.0);
}
