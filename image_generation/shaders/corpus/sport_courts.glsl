// title: Courts and Players
// description: A marked court with a net, players and their shadows, a fence, benches and lookers-on
// tags: sport, tennis, court, people

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

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
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

float px;

float cover(float d) {
    return clamp(0.5 - d / px, 0.0, 1.0);
}

void lay(inout vec3 col, float d, vec3 c) {
    col = mix(col, c, cover(d));
}

void dim(inout vec3 col, float d, float soft, float dark) {
    col *= 1.0 - dark * (1.0 - smoothstep(-soft, soft, d));
}

float box(vec2 p, vec2 b) {
    vec2 e = abs(p) - b;
    return max(e.x, e.y);
}

float rbox(vec2 p, vec2 b, float r) {
    vec2 e = abs(p) - b + r;
    return length(max(e, 0.0)) + min(max(e.x, e.y), 0.0) - r;
}

float seg(vec2 p, vec2 a, vec2 b) {
    vec2 q = p - a, d = b - a;
    return length(q - d * clamp(dot(q, d) / dot(d, d), 0.0, 1.0));
}

void person(inout vec3 col, vec2 q, uint k, uint s, float e) {
    vec3 skin = hsv(0.06, 0.35 + 0.25 * rnd(k, 1), 0.4 + 0.55 * rnd(k, 2)), shirt = dye(s, k) + 0.1, pants = rnd(k, 3) < 0.5 ? vec3(0.9) : dye(s, k + 5U) * 0.5;
    float st = 0.12 * sin(iTime * 11.0 + 6.0 * rnd(k, 4));
    float legs = min(seg(q, vec2(0.05, 0.48), vec2(0.12 + st, 0.02)), seg(q, vec2(-0.05, 0.48), vec2(-0.12 + 0.5 * st, 0.02))) - 0.045;
    vec2 hand = vec2(0.34, 0.62 + 0.3 * (rnd(k, 5) - 0.3));
    float arms = min(seg(q, vec2(0.12, 0.76), hand), seg(q, vec2(-0.12, 0.76), vec2(-0.3, 0.55 + 0.2 * rnd(k, 6)))) - 0.035;
    float body = rbox(q - vec2(0.0, 0.63), vec2(0.13, 0.19), 0.06);
    col = mix(col, skin * 0.9, clamp(0.5 - min(legs, arms) / e, 0.0, 1.0));
    col = mix(col, vec3(0.95), clamp(0.5 - max(legs, q.y - 0.06) / e, 0.0, 1.0));
    col = mix(col, pants, clamp(0.5 - max(min(legs - 0.03, body), abs(q.y - 0.42) - 0.09) / e, 0.0, 1.0));
    col = mix(col, shirt * (0.75 + 1.5 * q.x), clamp(0.5 - max(body, 0.46 - q.y) / e, 0.0, 1.0));
    col = mix(col, skin, clamp(0.5 - (length(q - vec2(0.0, 0.93)) - 0.09) / e, 0.0, 1.0));
    col = mix(col, hsv(0.07, 0.6, 0.1 + 0.4 * rnd(k, 7)), clamp(0.5 - max(length(q - vec2(0.0, 0.95)) - 0.1, 0.93 - q.y) / e, 0.0, 1.0));
    vec2 r = q - hand - normalize(vec2(1.0, 1.3)) * 0.24;
    float racket = min(seg(q, hand, hand + vec2(0.08, 0.1)) - 0.015, abs(length(r) - 0.12) - 0.014);
    col = mix(col, dye(s, k + 8U) * 0.7, clamp(0.5 - racket / e, 0.0, 1.0));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.8) + 2500U;
    float high = 2.0 + 5.0 * rnd(s, 1), far = 7.0 + 4.0 * rnd(s, 2), way = rnd(s, 3) < 0.5 ? 0.0 : 1.57;
    way += 0.9 * (rnd(s, 4) - 0.5);
    vec3 ro = vec3(0.0, high, -far), rd = look(u, ro, vec3(1.5 * (rnd(s, 5) - 0.5), 0.5, 0.5), 1.4 + 2.0 * rnd(s, 6));
    mat2 m = rot(way);
    vec3 court = dye(s, s + 1U), outer = dye(s, s + 2U), sky = hsv(0.55 + 0.1 * rnd(s, 7), 0.5, 0.85);
    vec3 col = mix(vec3(0.92), sky, clamp(rd.y * 2.5, 0.0, 1.0));
    float t = rd.y < -0.003 ? -ro.y / rd.y : 1e4;
    vec3 sun = normalize(vec3(rnd(s, 8) - 0.5, 0.6, rnd(s, 9) - 0.5));
    vec2 fall = sun.xz / sun.y;
    float back = (9.0 - ro.z) / max(rd.z, 1e-3);
    if (t < back) {
        vec2 g = (ro + rd * t).xz, q = m * g;
        px = 2.2 * t / iResolution.y / 1.6 / max(-rd.y, 0.12) * 0.6;
        float grain = 0.8 + 0.25 * fbm(q * 3.0, 4, s) + 0.12 * noise(q * 30.0, s);
        bool mown = rnd(s, 10) < 0.35;
        vec3 inner = mown ? hsv(0.28, 0.55, 0.5) * (0.85 + 0.25 * step(0.5, fract(q.y * 0.7))) : court;
        col = mown ? hsv(0.28, 0.55, 0.38) : outer;
        vec2 a = abs(q);
        lay(col, box(q, vec2(2.7, 5.4)), inner);
        float line = abs(box(q, vec2(2.7, 5.4)));
        if (rnd(s, 11) < 0.6) line = min(line, min(abs(max(a.x - 2.0, a.y - 5.4)), min(max(abs(a.y - 2.9), a.x - 2.0), max(a.x, a.y - 2.9))));
        else line = min(line, min(max(a.y, a.x - 2.7), min(abs(length(q) - 0.9), max(min(abs(length(vec2(q.x, a.y - 4.6)) - 1.9), abs(box(vec2(q.x, a.y - 4.6), vec2(0.8, 0.8)))), a.y - 5.4))));
        lay(col, line - 0.045, vec3(0.95));
        col *= grain;
        float netShade = abs(q.y - 0.3 * (m * fall).y) - 0.3 * abs((m * fall).y) - 0.02;
        dim(col, max(netShade, a.x - 3.0), 0.05, 0.25);
        for (int i = 0; i < 4; i++) {
            vec3 h = rnd3(s, 30 + i);
            vec2 at = vec2(4.4 * (h.x - 0.5), (i < 2 ? 1.0 : -1.0) * (0.8 + 4.0 * h.y));
            vec2 o = q - at, d = m * fall * 1.1;
            dim(col, seg(o, vec2(0.0), -d) - 0.13, 0.08, 0.5);
        }
    } else if (back < 200.0 && rd.z > 0.0) {
        vec3 w = ro + rd * back;
        if (w.y < 2.4) {
            vec2 f = abs(fract(w.xy * 2.0) - 0.5);
            float row = floor(w.y / 0.45), i = floor(w.x / 0.4 + 0.5 * row);
            uint k = cell(ivec2(int(i), int(row)), s);
            vec2 o = vec2((w.x / 0.4 + 0.5 * row - i - 0.5) * 0.4, w.y - row * 0.45);
            col = vec3(0.35, 0.36, 0.4) * (0.6 + o.y);
            if (rnd(k, 1) < 0.75) {
                if (box(o - vec2(0.0, 0.1), vec2(0.14, 0.14)) < 0.0) col = dye(s, k);
                if (length(o - vec2(0.0, 0.3)) < 0.09) col = hsv(0.06, 0.45, 0.35 + 0.55 * rnd(k, 2));
            }
            if (w.y < 0.5) col = mix(dye(s, cell(ivec2(int(floor(w.x / 2.0)), 3), s)), vec3(0.95), step(hash(ivec2(floor(w.xy * vec2(5.0, 9.0))), s), 0.3) * step(0.12, w.y) * step(w.y, 0.38));
        } else {
            float n = 3.0 + 1.6 * fbm(vec2(w.x * 0.4, 2.0), 4, s);
            if (w.y < n) col = hsv(0.3, 0.4, 0.35) * (0.5 + 0.8 * noise(w.xy * 4.0, s));
        }
    }
    vec3 nd = vec3(m[0].y, 0.0, m[1].y);
    float tn = -(nd.x * ro.x + nd.z * ro.z) / (dot(nd, rd) + (abs(dot(nd, rd)) < 1e-4 ? 1e-4 : 0.0));
    int order = int(step(0.0, dot(nd, ro)));
    for (int pass = 0; pass < 3; pass++) {
        if (pass == 1) {
            vec3 w = ro + rd * tn;
            float x = (m * w.xz).x;
            if (tn > 0.0 && abs(x) < 3.0 && w.y > 0.0 && w.y < 0.75) {
                vec2 f = abs(fract(vec2(x, w.y) * 9.0) - 0.5);
                float thin = smoothstep(0.3, 0.45, max(f.x, f.y));
                col = mix(col, vec3(0.12), 0.25 + 0.5 * thin);
                if (w.y > 0.66) col = vec3(0.95);
            }
            if (tn > 0.0 && abs(abs(x) - 3.0) < 0.06 && w.y > 0.0 && w.y < 0.85) col = vec3(0.15);
            continue;
        }
        for (int i = 0; i < 2; i++) {
            bool farther = (pass == 0);
            int j = i + (((order == 1) == farther) ? 2 : 0);
            vec3 h = rnd3(s, 30 + j);
            vec2 at = vec2(4.4 * (h.x - 0.5), (j < 2 ? 1.0 : -1.0) * (0.8 + 4.0 * h.y));
            vec2 g = at * m;
            float tp = (g.y - ro.z) / max(rd.z, 1e-3);
            vec3 w = ro + rd * tp;
            vec2 q = vec2(w.x - g.x, w.y) / 1.1;
            if (rnd(s, 40 + j) < 0.5) q.x = -q.x;
            if (abs(q.x) < 0.7 && q.y < 1.2) person(col, q, cell(ivec2(j, 5), s), s, 2.0 * tp / iResolution.y / 1.5);
        }
    }
    fragColor = vec4(film(col * mix(vec3(1.1, 1.0, 0.88), vec3(0.95, 1.0, 1.05), rnd(s, 12)) * 1.7), 1.0);
}
