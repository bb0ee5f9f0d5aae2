// title: Greenhouse
// description: A glass house with iron ribs, benches of potted plants on both sides and a tiled walk between
// tags: interior, greenhouse, plants, glass

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

float turned(float x, float side) {
    return 0.25 + 0.85 * max(0.55 * side * x + 0.83 * sqrt(max(1.0 - x * x, 0.0)), 0.0);
}

void plant(inout vec3 col, inout float shut, vec2 o, uint k, uint s, float haze, vec3 air) {
    float x = o.x, kind = rnd(k, 1);
    vec3 clay = rnd(k, 2) < 0.6 ? vec3(0.62, 0.3, 0.17) : dye(s, k);
    float w = 0.11 + 0.05 * rnd(k, 3), h = 0.2;
    float pot = max(abs(o.y - 0.1) - 0.1, abs(x) - w * (0.75 + 1.2 * o.y));
    vec3 leaf = hsv(0.22 + 0.16 * rnd(k, 4), 0.45 + 0.4 * rnd(k, 5), 0.3 + 0.4 * rnd(k, 6)), c = vec3(0.0);
    float hit = 0.0;
    if (pot < 0.0) {
        c = clay * turned(clamp(x / (w * 1.0), -1.0, 1.0), 1.0) * (o.y > 0.16 ? 1.15 : 0.9);
        hit = 1.0;
    }
    vec2 q = o - vec2(0.0, h);
    float l = length(q), a = atan(q.x, q.y + 1e-5);
    if (kind < 0.4) {
        float n = 5.0 + floor(6.0 * rnd(k, 7)), f = fract(a * n / 3.0 + 0.5) - 0.5, id = floor(a * n / 3.0 + 0.5);
        float reach = (0.35 + 0.4 * rnd(k, 8)) * (0.6 + 0.4 * hash(ivec2(int(id), 1), k));
        float wide = 0.5 * sin(3.1416 * clamp(l / reach, 0.0, 1.0)) * 0.85;
        if (abs(f) < wide && l < reach && abs(a) < 1.9) {
            c = leaf * (0.6 + 0.7 * hash(ivec2(int(id), 2), k)) * (abs(f) < 0.05 ? 1.35 : 1.0 - 0.4 * step(0.0, f)) * (0.6 + 0.5 * l / reach);
            hit = 1.0;
        }
    } else if (kind < 0.75) {
        vec2 g = q * 8.0 + vec2(0.5 * mod(floor(q.y * 8.0), 2.0), 0.0), b = floor(g);
        uint m = cell(ivec2(b), k);
        vec2 f = rot(6.28 * rnd(m, 2)) * (g - b - 0.5 - 0.2 * (rnd3(m, 1).xy - 0.5));
        float r = 0.32 + 0.1 * rnd(k, 9);
        if (length(q - vec2(0.0, r * 0.9)) < r && length(f * vec2(0.9, 1.6)) < 0.53) {
            bool bloom = rnd(k, 10) < 0.6 && rnd(m, 3) < 0.25;
            c = (bloom ? dye(s, k + 3U) * 1.4 : leaf * (0.5 + 0.8 * rnd(m, 4))) * (0.7 + 0.5 * step(0.0, f.y)) * (0.7 + 0.6 * clamp(q.y, 0.0, 0.8));
            hit = 1.0;
        } else if (length(q - vec2(0.0, r * 0.9)) < r * 0.9) {
            c = leaf * 0.35;
            hit = 1.0;
        }
        if (abs(x) < 0.02 && q.y > 0.0 && q.y < 0.25) { c = vec3(0.3, 0.2, 0.1); hit = 1.0; }
    } else {
        float n = floor(2.0 + 4.0 * rnd(k, 11)), i = floor(x / 0.08 + 0.5);
        float top = 0.3 + 0.6 * hash(ivec2(int(i), 3), k), sway = 0.05 * sin(q.y * 5.0 + i);
        if (abs(i) <= n * 0.5 && q.y > 0.0 && q.y < top) {
            float d = abs(x - i * 0.08 - sway * q.y);
            float f = abs(fract(q.y * 8.0) - 0.5);
            if (d < 0.012 || (d < 0.05 * (1.0 - f * 2.0) && q.y > 0.1)) { c = leaf * (0.7 + 0.5 * f); hit = 1.0; }
            if (length(vec2(x - i * 0.08 - sway * top, q.y - top + 0.05)) < 0.05) { c = dye(s, k + 4U) * 1.5; hit = 1.0; }
        }
    }
    if (hit > 0.5 && shut < 0.5) {
        col = mix(air, c * 1.1, haze);
        shut = 1.0;
    }
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.4) + 3600U;
    float wide = 1.8 + 0.8 * rnd(s, 1), eave = 1.9 + 0.8 * rnd(s, 2), slope = 0.35 + 0.6 * rnd(s, 3);
    vec3 ro = vec3(1.3 * (rnd(s, 4) - 0.5), 1.0 + 1.1 * rnd(s, 5), 6.0 * rnd(s, 6) + 0.8 * iTime);
    float yaw = 1.5 * (rnd(s, 7) - 0.5);
    vec3 rd = look(u, ro, ro + vec3(sin(yaw), 0.25 * (rnd(s, 8) - 0.4), cos(yaw)), 0.9 + 1.0 * rnd(s, 9));
    vec3 high = hsv(0.52 + 0.1 * rnd(s, 10), 0.5 * rnd(s, 11), 0.95), air = mix(vec3(0.9, 0.95, 0.9), high, 0.4);
    float sideT = rd.x > 0.0 ? (wide - ro.x) / max(rd.x, 1e-4) : (-wide - ro.x) / min(rd.x, -1e-4);
    float sx = rd.x > 0.0 ? 1.0 : -1.0;
    float roofT = 1e4;
    for (int i = 0; i < 2; i++) {
        float f = i == 0 ? 1.0 : -1.0;
        float den = rd.y + slope * f * rd.x;
        float tt = den > 1e-4 ? (eave + slope * wide - ro.y - slope * f * ro.x) / den : 1e4;
        if (tt > 0.0) roofT = min(roofT, tt);
    }
    float floorT = rd.y < -1e-4 ? -ro.y / rd.y : 1e4;
    float t = min(min(sideT, roofT), floorT);
    vec3 q = ro + rd * t, col;
    float haze = exp(-0.055 * t);
    if (t == floorT) {
        vec2 g = q.xz * 2.2;
        float kind = rnd(s, 12);
        bool odd = ((int(floor(g.x)) + int(floor(g.y))) & 1) == 0;
        col = kind < 0.5 ? (odd ? dye(s, s + 1U) : vec3(0.75, 0.72, 0.65)) : vec3(0.6, 0.5, 0.4);
        vec2 f = abs(fract(g) - 0.5);
        col *= (0.75 + 0.3 * hash(ivec2(floor(g)), s)) * (1.0 - 0.4 * smoothstep(0.45, 0.49, max(f.x, f.y)));
        vec2 bars = q.xz + vec2(0.6, 0.3) * 2.0;
        col *= 0.65 + 0.55 * smoothstep(0.04, 0.07, min(abs(fract(bars.x * 1.2) - 0.5), abs(fract(bars.y * 0.8) - 0.5)));
        col *= 0.5 + 0.5 * (1.0 - smoothstep(wide - 1.3, wide - 0.9, abs(q.x)));
    } else {
        vec3 sky = mix(air, high, clamp(rd.y, 0.0, 1.0));
        sky = mix(sky, vec3(1.0), 0.6 * smoothstep(0.45, 0.7, fbm(q.xz * 0.5 + q.y, 4, s)));
        float trees = 0.75 + 0.9 * fbm(vec2(q.z * 0.9, sx * 9.0), 4, s);
        if (q.y < trees + 0.4) sky = mix(sky, hsv(0.28, 0.4, 0.45) * (0.6 + 0.6 * noise(q.zy * 5.0, s)), 0.75);
        bool roof = t == roofT;
        vec2 g = roof ? vec2(q.x * 1.5, q.z) : vec2(q.y * 1.6, q.z);
        col = sky * (0.9 + 0.15 * hash(ivec2(floor(vec2(g.x + 0.5, g.y * 0.8 + 0.5))), s));
        vec3 iron = rnd(s, 13) < 0.5 ? vec3(0.93, 0.94, 0.92) * 0.75 : dye(s, s + 2U) * 0.5;
        if (abs(fract(g.x + 0.5) - 0.5) < 0.03) col = iron * 1.1;
        if (abs(fract(g.y * 0.8 + 0.5) - 0.5) < 0.04) col = iron * 0.8;
        if (!roof && (abs(q.y - eave) < 0.06 || q.y < 0.7)) col = q.y < 0.7 ? vec3(0.55, 0.3, 0.22) * (0.6 + 0.4 * step(0.1, fract(q.y * 8.0)) * (0.7 + 0.5 * hash(ivec2(floor(vec2(q.z * 4.0, q.y * 8.0))), s))) : iron;
        col = mix(air, col, haze);
    }
    float shut = 0.0;
    for (int i = 0; i < 6; i++) {
        float zi = floor((ro.z + 0.5) / 0.75) + 1.0 + float(i), tt = (zi * 0.75 - ro.z) / max(rd.z, 1e-3);
        vec3 w = ro + rd * tt;
        uint k = cell(ivec2(int(zi), sx > 0.0 ? 0 : 1), s);
        vec2 at = vec2(sx * (wide - 0.5 - 0.2 * rnd(k, 20)), 0.75);
        float size = 0.8 + 0.6 * rnd(k, 22);
        if (i == 3 && rnd(s, 14) < 0.6 && abs(w.x) < 0.45 && w.y > 1.6) {
            at = vec2(0.0, 1.85);
            size = 0.7;
            if (abs(w.x) < 0.012) { col = vec3(0.1); shut = 1.0; }
        }
        if (rnd(k, 21) < 0.9 && tt > 0.3) plant(col, shut, (w.xy - at) / size, k, s, exp(-0.055 * tt), air);
    }
    if (shut < 0.5) {
        float bf = (wide - 1.0 - sx * ro.x) / max(sx * rd.x, 1e-4), yb = ro.y + rd.y * bf;
        float tb = (0.75 - ro.y) / min(rd.y, -1e-4);
        vec3 w = ro + rd * tb;
        if (bf > 0.0 && bf < t && yb < 0.75 && yb > 0.0) {
            float zb = ro.z + rd.z * bf;
            vec3 wood = vec3(0.5, 0.36, 0.22) * (0.6 + 0.6 * noise(vec2(zb * 2.0, yb * 30.0), s));
            if (yb > 0.66) col = mix(air, wood * 1.2, exp(-0.055 * bf));
            else if (abs(fract(zb * 0.6) - 0.5) < 0.04) col = wood * 0.7;
            else col *= 0.45;
        } else if (tb > 0.0 && tb < t && abs(w.x) > wide - 1.0) col = mix(air, vec3(0.5, 0.36, 0.22) * (0.5 + 0.5 * noise(vec2(w.z * 3.0, w.x * 30.0), s)), exp(-0.055 * tb));
    }
    fragColor = vec4(film(col * (1.2 + 0.5 * rnd(s, 15)) * mix(vec3(1.1, 1.0, 0.85), vec3(0.95, 1.0, 1.05), rnd(s, 16))), 1.0);
}
