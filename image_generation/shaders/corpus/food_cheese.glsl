// title: Cheese Board
// description: Wedges and wheels of cheese with holes, blue veins and rinds, grapes and crackers on wood or slate
// tags: food, cheese, grapes, board, shadow

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

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

vec3 unpack(uint k) {
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
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

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
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

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    float way = 6.28 * rnd(s, 1);
    vec2 sun = vec2(cos(way), sin(way));
    vec2 p = rot(6.28 * rnd(s, 2)) * u * (0.75 + 0.6 * rnd(s, 3)), l = rot(6.28 * rnd(s, 2)) * sun;
    vec3 cloth = hsv(rnd(s, 4), 0.5 * rnd(s, 5), 0.25 + 0.6 * rnd(s, 6));
    vec3 col = cloth * (0.75 + 0.4 * fbm(p * 3.0, 3, s)) * (0.92 + 0.08 * sin(p.x * 120.0) * sin(p.y * 120.0));
    if (rnd(s, 7) < 0.35) col = mix(col, vec3(0.95), 0.6 * step(0.8, fract(p.x * 4.0)));
    vec2 q = abs(p) - vec2(0.95, 0.72) * (0.85 + 0.35 * rnd(s, 8));
    float board = rnd(s, 9) < 0.6 ? length(max(q, 0.0)) - 0.12 : length(p * vec2(0.85, 1.0)) - 0.98;
    vec2 qs = abs(p + 0.07 * l) - vec2(0.95, 0.72) * (0.85 + 0.35 * rnd(s, 8));
    float bs = rnd(s, 9) < 0.6 ? length(max(qs, 0.0)) - 0.12 : length((p + 0.07 * l) * vec2(0.85, 1.0)) - 0.98;
    col *= 1.0 - 0.5 * ramp(0.06, -0.04, bs);
    if (board < 0.0) {
        float ring = noise(vec2(p.x * 1.2, p.y * 16.0) + 1.5 * noise(p * vec2(1.0, 3.0), s), s + 1U);
        col = rnd(s, 10) < 0.7 ? hsv(0.07 + 0.03 * rnd(s, 11), 0.5, 0.4 + 0.4 * rnd(s, 12)) * (0.65 + 0.5 * ring) : hsv(0.6, 0.12, 0.25) * (0.6 + 0.8 * fbm(p * 5.0, 4, s));
        col *= 0.9 + 0.25 * ramp(0.03, 0.0, -board) * dot(normalize(p + 0.001), l);
    }
    int hit = -1;
    vec2 at = vec2(0.0), light = l;
    float edge = 0.0, shade = 1.0, wall = 0.0, round_ = 0.0;
    for (int i = 0; i < 5; i++) {
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 30 + i);
        float R = 0.34 + 0.22 * h.z;
        mat2 m = rot(6.28 * g.x);
        vec2 o = m * (p - vec2(1.5, 1.15) * (h.xy - 0.5)) / R;
        vec2 ll = m * l;
        float open = g.y < 0.3 ? 3.2 : 0.45 + 0.6 * g.y, disc = g.y < 0.3 ? 0.72 : 1.25;
        vec2 w = o + vec2(g.y < 0.3 ? 0.0 : 0.6, 0.0), v = w + ll * 0.22;
        float a = abs(angle(w)), e = min(disc - length(w), open > 3.0 ? 9.0 : length(w) * sin(min(open * 0.5 - a, 1.57)));
        float av = abs(angle(v)), ev = min(disc - length(v), open > 3.0 ? 9.0 : length(v) * sin(min(open * 0.5 - av, 1.57)));
        vec2 d = w - 0.12 * ll;
        float ad = abs(angle(d)), ed = min(disc - length(d), open > 3.0 ? 9.0 : length(d) * sin(min(open * 0.5 - ad, 1.57)));
        if (e > 0.0) { hit = i; at = w; edge = e; light = ll; shade = 1.0; wall = 0.0; round_ = disc - length(w); }
        else if (ed > 0.0) { hit = i; at = w; edge = ed; light = ll; shade = 1.0; wall = 1.0; round_ = disc - length(w); }
        else shade *= 1.0 - 0.5 * ramp(-0.08, 0.08, ev);
    }
    if (hit >= 0) {
        uint k = cell(ivec2(hit, 3), s);
        float kind = rnd(k, 1);
        vec3 n = fbmd(at * 3.0 + 9.0 * rnd(k, 2), 4, k);
        vec3 paste = kind < 0.4 ? hsv(0.12 + 0.02 * rnd(k, 3), 0.5 + 0.3 * rnd(k, 4), 0.95) : kind < 0.65 ? hsv(0.12, 0.15, 0.95) : kind < 0.85 ? hsv(0.07 + 0.02 * rnd(k, 3), 0.75, 0.92) : hsv(0.13, 0.25, 0.97);
        col = paste * (0.88 + 0.12 * n.x - 0.05 * dot(n.yz, light));
        if (kind < 0.4) {
            for (int i = 0; i < 2; i++) {
                vec2 c = at * (2.6 + 2.4 * float(i)) + 5.0 * rnd(k, 5), f = floor(c);
                vec3 h = unpack(cell(ivec2(f), k + uint(i)));
                vec2 o = c - f - 0.5 - 0.4 * (h.xy - 0.5);
                float r = 0.14 + 0.2 * h.z, d = length(o) / r;
                if (d < 1.0 && h.x < 0.75) col = paste * (0.62 - 0.35 * dot(o / r, light)) + 0.1 * ramp(0.7, 1.0, d) * step(0.0, -dot(o, light));
                else if (d < 1.15 && h.x < 0.75) col += 0.08 * step(0.0, dot(o, light));
            }
        } else if (kind < 0.65) {
            float vein = abs(noise(at * 3.5 + 0.4 * n.yz, k + 3U) - 0.5);
            float mould = ramp(0.06, 0.01, vein) * ramp(0.35, 0.6, noise(at * 2.0 + 7.0, k + 4U)) + ramp(0.7, 0.78, noise(at * 7.0, k + 5U));
            col = mix(col, hsv(0.48 + 0.1 * n.x, 0.35, 0.4), clamp(mould, 0.0, 1.0) * 0.85);
        } else if (kind < 0.85) col *= 0.85 + 0.25 * ramp(0.1, 0.3, abs(noise(at * 6.0, k + 6U) - 0.5));
        float rind = 0.06 + 0.04 * rnd(k, 6);
        vec3 skin = kind < 0.4 ? hsv(0.08, 0.7, 0.6) : kind < 0.65 ? hsv(0.1, 0.3, 0.55) : kind < 0.85 ? hsv(0.0, 0.8, 0.6) : vec3(0.95, 0.94, 0.9);
        if (rnd(k, 7) < 0.25) skin = hsv(rnd(k, 8), 0.3, 0.15);
        if (round_ < rind) col = skin * (0.8 + 0.3 * noise(at * 22.0, k));
        else if (kind > 0.85 && edge > rind && rnd(k, 9) < 0.5) col = vec3(0.95, 0.94, 0.9) * (0.85 + 0.2 * noise(at * 12.0, k));
        col *= 0.92 + 0.25 * ramp(0.04, 0.0, edge) * sign(dot(at - vec2(0.5, 0.0), light));
        if (wall > 0.5) {
            col = mix(col, skin, round_ < rind ? 1.0 : 0.0) * (0.72 + 0.15 * n.x);
            if (kind < 0.4 && noise(at * 8.0, k) > 0.72) col *= 0.7;
        }
    }
    int near = -1;
    vec2 g0 = vec2(0.0);
    vec2 bunch = vec2(1.3, 1.0) * (rnd3(s, 50).xy - 0.5) * (rnd(s, 51) < 0.2 ? 9.0 : 1.0);
    for (int i = 0; i < 17; i++) {
        vec3 h = rnd3(s, 60 + i);
        float t = float(i) / 16.0, a = 2.4 * float(i);
        vec2 c = bunch + 0.34 * sqrt(1.0 - t * 0.93) * vec2(cos(a), 1.35 * sin(a)) * 0.75 + 0.03 * h.xy;
        vec2 o = (p - c) / (0.1 + 0.03 * h.z), b = o + l * 0.5;
        if (dot(o, o) < 1.0) { near = i; g0 = o; shade = 1.0; }
        else if (dot(b, b) < 1.0) shade *= 0.7;
    }
    if (near >= 0) {
        float r = length(g0), z = sqrt(max(1.0 - r * r, 0.0));
        vec3 hue = hsv(rnd(s, 52) < 0.5 ? 0.2 + 0.05 * rnd(s, 53) : 0.78 + 0.2 * rnd(s, 53), 0.6, rnd(s, 52) < 0.5 ? 0.7 : 0.35);
        vec3 n = vec3(g0, z), d = normalize(vec3(l, 0.8));
        col = hue * (0.3 + 0.75 * max(dot(n, d), 0.0) + 0.45 * pow(max(dot(n.xy, -l), 0.0), 1.5)) * (0.9 + 0.2 * noise(g0 * 3.0, s + uint(near)));
        col = mix(col, vec3(0.8, 0.82, 0.9), 0.2 * ramp(0.4, 0.7, noise(g0 * 2.0 + 5.0, s + uint(near))));
        col += ramp(0.2, 0.08, length(g0 - 0.45 * l)) * 0.8;
    }
    fragColor = vec4(film(col * shade * 1.5), 1.0);
}
